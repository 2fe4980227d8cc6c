package io.pushcore.jwt;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Gets a JWKS from its address: whole within a time, up to a size, and from nowhere else. */
final class KeyFetch {
    private final URI address;
    private final Duration within;
    private final HttpClient client;

    KeyFetch(URI address, Duration within) {
        this.address = address;
        this.within = within;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(within)
                .build();
    }

    /** The body; fails where the status is not 200. Completes on a thread of the HTTP client. */
    CompletableFuture<byte[]> get() {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(within)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(request, head -> new BoundedBody(KeySet.MOST_BYTES));
        // the client's own deadline ends with the head of the answer
        return sent.thenApply(KeyFetch::body)
                .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((body, failure) -> sent.cancel(true));
    }

    private static byte[] body(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("status " + answer.statusCode());
        }
        return answer.body();
    }
}
