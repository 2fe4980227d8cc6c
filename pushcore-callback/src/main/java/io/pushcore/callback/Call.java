package io.pushcore.callback;

import io.pushcore.Time;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call to the application's server, from the line to its answer. Its state belongs to {@link CallLine}. */
final class Call {
    /** Where it stands. */
    enum State {
        WAITING,
        RUNNING,
        DONE
    }

    final byte[] question;
    final CompletableFuture<HttpResponse<byte[]>> answer = new CompletableFuture<>();
    final BoundedBody body = new BoundedBody();
    State state = State.WAITING;
    private volatile @Nullable CompletableFuture<?> sent;
    private volatile Time.@Nullable Timer deadline;
    private volatile boolean over;

    Call(byte[] question) {
        this.question = question;
    }

    void deadline(Time.Timer timer) {
        deadline = timer;
        if (over) {
            timer.cancel();
        }
    }

    void sent(CompletableFuture<?> exchange) {
        sent = exchange;
        if (over) {
            abort();
        }
    }

    /** Nobody waits for it any more. */
    void over() {
        over = true;
        Time.Timer timer = deadline;
        if (timer != null) {
            timer.cancel();
        }
        abort();
    }

    private void abort() {
        CompletableFuture<?> exchange = sent;
        if (exchange != null && !exchange.isDone()) {
            exchange.cancel(true);
            body.cancel();
        }
    }
}
