package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A broker with the HTTP ports of pushd, and clients nobody here wrote; closes them together. */
final class PushdPort implements AutoCloseable {
    private final PushdHttpTransport clients;
    private final PushdStatsTransport stats;
    private final Broker broker;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<LineClient> open = new ArrayList<>();

    private PushdPort(PushdHttpTransport clients, PushdStatsTransport stats, UnaryOperator<Broker.Builder> more) {
        this.clients = clients;
        this.stats = stats;
        this.broker =
                more.apply(Broker.builder().transport(clients).transport(stats)).build();
    }

    static PushdPort open() {
        return open(port -> port, builder -> builder);
    }

    static PushdPort open(UnaryOperator<PushdHttpTransport> port, UnaryOperator<Broker.Builder> more) {
        return open(port, stats -> stats, more);
    }

    static PushdPort open(
            UnaryOperator<PushdHttpTransport> port,
            UnaryOperator<PushdStatsTransport> stats,
            UnaryOperator<Broker.Builder> more) {
        return new PushdPort(
                port.apply(PushdHttpTransport.port(0).lanes(2)), stats.apply(PushdStatsTransport.port(0)), more);
    }

    Broker broker() {
        return broker;
    }

    int port() {
        return clients.port();
    }

    int statsPort() {
        return stats.port();
    }

    HttpResponse<String> get(String target, String... headers) throws IOException, InterruptedException {
        return ask(port(), "GET", target, headers);
    }

    HttpResponse<String> stats(String target, String... headers) throws IOException, InterruptedException {
        return ask(statsPort(), "GET", target, headers);
    }

    HttpResponse<String> ask(int port, String method, String target, String... headers)
            throws IOException, InterruptedException {
        return client.send(request(port, method, target, headers), BodyHandlers.ofString(UTF_8));
    }

    /** A poll that waits for a message by now; to the broker it is one more subscription. */
    CompletableFuture<HttpResponse<String>> poll(String target, String... headers) {
        long before = broker.stats().subscriptions();
        CompletableFuture<HttpResponse<String>> later =
                client.sendAsync(request(port(), "GET", target, headers), BodyHandlers.ofString(UTF_8));
        await().atMost(Duration.ofSeconds(60)).until(() -> broker.stats().subscriptions() > before || later.isDone());
        return later;
    }

    private static HttpRequest request(int port, String method, String target, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .method(method, HttpRequest.BodyPublishers.noBody());
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    /** A raw socket. */
    LineClient raw() throws IOException {
        LineClient raw = new LineClient(port());
        open.add(raw);
        return raw;
    }

    /** All that comes back until the port closes. */
    String answer(String bytes) throws IOException {
        try (LineClient raw = new LineClient(port())) {
            return raw.say(bytes).rest();
        }
    }

    @Override
    public void close() throws IOException {
        for (LineClient one : open) {
            one.close();
        }
        broker.close(Duration.ofSeconds(1));
    }
}
