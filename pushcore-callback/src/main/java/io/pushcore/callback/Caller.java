package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Calls the application's server within the deadline, so many at once. Usable from any thread; it blocks none. */
final class Caller {
    private final CallbackOptions options;
    private final CallLine line;
    private final ExecutorService threads;
    private final HttpClient client;

    Caller(CallbackOptions options) {
        this.options = options;
        this.line = new CallLine(options.callsAtOnce(), options.waitingCalls());
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "pushcore-callback-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        // without HTTP/2 a call has a connection to itself: one that stands holds up no other
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.timeout())
                .executor(threads)
                .build();
    }

    CallLine line() {
        return line;
    }

    /** The answer, or {@link Unusable}; it comes on a thread of the callback's own. */
    CompletableFuture<HttpResponse<byte[]>> call(byte[] question) {
        Call call = new Call(question);
        CallLine.Entry entry = line.enter(call);
        if (entry == CallLine.Entry.FULL) {
            return CompletableFuture.failedFuture(new Unusable(
                    Unusable.Why.TURNED_AWAY,
                    "no more than " + options.callsAtOnce() + " calls at once (callsAtOnce) and "
                            + options.waitingCalls() + " waiting (waitingCalls)"));
        }
        // the timer only hands over
        call.deadline(options.time().schedule(options.timeout(), () -> threads.execute(() -> timeOut(call))));
        if (entry == CallLine.Entry.RUNS) {
            send(call);
        }
        return call.answer;
    }

    private void send(Call call) {
        try {
            CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request(call), head -> call.body);
            call.sent(sent);
            // else it comes on the common pool, which is not ours to block
            sent.whenCompleteAsync((response, failure) -> end(call, response, failure), threads);
        } catch (RuntimeException refused) {
            end(call, null, refused);
        }
    }

    private void timeOut(Call call) {
        end(call, null, new Unusable(Unusable.Why.TIMED_OUT, "no answer within " + options.timeout() + " (timeout)"));
    }

    private void end(Call call, @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        CallLine.Turn turn = line.end(call);
        Call next = turn.next();
        if (next != null) {
            threads.execute(() -> send(next));
        }
        if (!turn.first()) {
            return;
        }
        call.over();
        if (response != null) {
            call.answer.complete(response);
        } else {
            call.answer.completeExceptionally(unusable(failure));
        }
    }

    private static Unusable unusable(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof Unusable known) {
                return known;
            }
        }
        // the sentence could hold what a server sent
        String kind = cause == null ? "nothing" : cause.getClass().getSimpleName();
        return new Unusable(Unusable.Why.UNREACHABLE, "the connection failed with " + kind);
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(options.address())
                .POST(HttpRequest.BodyPublishers.ofByteArray(call.question))
                .header("Content-Type", options.json() ? "application/json" : "application/x-www-form-urlencoded")
                .header("Accept", "application/json");
        options.ownHeaders().forEach(request::header);
        options.key().ifPresent(key -> {
            String seconds = Long.toString(options.time().now().getEpochSecond());
            byte[] signed = Signature.of(key, (seconds + ".").getBytes(UTF_8), call.question);
            request.header("PushCore-Timestamp", seconds)
                    .header("PushCore-Signature", HexFormat.of().formatHex(signed));
        });
        return request.build();
    }
}
