package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.storage.Head;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, once, how far the log of a channel reaches, before its first reader. Publishing waits meanwhile, so that the reader
 * sees all that comes after. Only the channel's strand touches it.
 */
final class HeadQuest {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Engine engine;
    private final ChannelState channel;
    private final List<Waiter> waiters = new ArrayList<>();
    private long deadline;
    /** How often it asked: only what the storage says to the last question counts. */
    private long questions;

    private record Waiter(Runnable then, Consumer<PushCoreException> otherwise) {}

    HeadQuest(Engine engine, ChannelState channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** Whether somebody waits to know. */
    boolean isOpen() {
        return !waiters.isEmpty();
    }

    void ask(Runnable then, Consumer<PushCoreException> otherwise) {
        if (channel.knowsHead()) {
            then.run();
            return;
        }
        waiters.add(new Waiter(then, otherwise));
        if (waiters.size() == 1) {
            deadline = engine.time.nanoTime() + engine.options.publishTimeout().toNanos();
            attempt();
        }
    }

    /** What the storage may say of the log before it was deleted is not heard. */
    void forget() {
        if (isOpen()) {
            attempt();
        }
    }

    private void attempt() {
        long question = ++questions;
        CompletableFuture<Head> head = engine.headCalls.head(channel.name());
        if (head.isDone()) {
            answered(question, head.isCompletedExceptionally() ? null : head.join());
        } else {
            head.whenComplete((found, failure) -> channel.onStrand(() -> answered(question, found)));
        }
    }

    private void answered(long question, @Nullable Head head) {
        if (question != questions || !isOpen()) {
            return;
        }
        if (head == null) {
            tryAgain();
            return;
        }
        // an append of before may be known already
        if (!channel.window().epoch.equals(head.epoch()) || channel.window().head() < head.last()) {
            channel.kept().restart(head.epoch(), head.last());
            // who was there when the head was forgotten may stand before it
            channel.audience().wakeAll();
        }
        channel.headIsFresh();
        // open until all are told: one that leaves at once must not let publishing go on before the next has joined
        List.copyOf(waiters).forEach(waiter -> waiter.then.run());
        waiters.clear();
        channel.pump();
    }

    private void tryAgain() {
        if (engine.time.nanoTime() - deadline >= 0) {
            List<Waiter> told = List.copyOf(waiters);
            waiters.clear();
            PushCoreException why = new PushCoreException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "storage does not say how far channel " + channel.name() + " reaches");
            told.forEach(waiter -> waiter.otherwise.accept(why));
            channel.pump();
            return;
        }
        engine.time.schedule(PAUSE, () -> channel.onStrand(this::attempt));
    }
}
