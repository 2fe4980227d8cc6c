package io.pushcore.netty;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What a client does while the test does something else. */
final class Background {
    private Background() {}

    /** Work with sockets. */
    interface Work {
        void run() throws IOException;
    }

    static CompletableFuture<Void> run(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (IOException e) {
                done.completeExceptionally(new UncheckedIOException(e));
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** A value that is not zero, once it has stood for a while. */
    static long standing(LongSupplier value) {
        AtomicLong last = new AtomicLong(-1);
        await().during(Duration.ofMillis(300)).until(() -> {
            long now = value.getAsLong();
            return last.getAndSet(now) == now && now > 0;
        });
        return last.get();
    }
}
