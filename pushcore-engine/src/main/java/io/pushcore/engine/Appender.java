package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import io.pushcore.storage.Append;
import io.pushcore.storage.AppendId;
import io.pushcore.storage.Appended;
import io.pushcore.storage.StorageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Brings the publishes of one channel to the storage, one batch at a time: what comes while a batch is under way makes the next.
 * A batch of unknown outcome is repeated under its ids. Only the channel's strand touches it.
 */
final class Appender {
    private static final int BATCH_COUNT = 1_000;
    private static final long MOST_BATCH_BYTES = 1 << 20;
    /** Of appends that the storage answers at once, one of so many is timed. */
    private static final int TIMED_EVERY = 16;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** How long a channel whose storage refused stays frozen until a publish may try again. */
    private static final Duration FROZEN = Duration.ofSeconds(1);

    private final Engine engine;
    private final ChannelState channel;
    private final Verdicts verdicts;

    private final Deque<Pending> waiting = new ArrayDeque<>();
    /** How many of them, and of how many bytes, are sent next. */
    private int nextCount;

    private long nextBytes;
    private long numbers;
    private long confirmed;
    private @Nullable Batch underWay;
    private @Nullable PushCoreException frozenBy;
    private long frozenUntil;

    Appender(Engine engine, ChannelState channel, Verdicts verdicts) {
        this.engine = engine;
        this.channel = channel;
        this.verdicts = verdicts;
        this.numbers = engine.retiredNumber.get();
    }

    boolean isIdle() {
        return waiting.isEmpty() && underWay == null;
    }

    /** How many publishes the storage has been given and not answered. */
    int underWay() {
        return underWay == null ? 0 : underWay.entries.size();
    }

    boolean isFrozen() {
        return frozenBy != null;
    }

    /** It sends no more; who comes after it in the same channel must not use its numbers again. */
    void retire() {
        engine.retiredNumber.accumulateAndGet(numbers, Math::max);
    }

    void add(Pending pending) {
        waiting.add(pending);
        if (nextCount == waiting.size() - 1) {
            joinNext(pending);
        }
    }

    /** Bytes of the publishes that are to be sent next. */
    long nextBytes() {
        return nextBytes;
    }

    /** Sends what waits, if nothing is under way. */
    void send() {
        while (underWay == null && !waiting.isEmpty()) {
            if (frozenBy != null && engine.time.nanoTime() - frozenUntil < 0) {
                failWaiting(frozenBy);
                return;
            }
            if (!channel.admits(nextBytes)) {
                return;
            }
            List<Pending> next = takeNext();
            List<Append> appends = next.stream().map(this::append).toList();
            take(next, appends, askTimed(appends));
        }
    }

    /** Whether nothing is ahead of this one and it need not wait. */
    boolean isFree(Publication publication) {
        return isIdle() && frozenBy == null && channel.admits(Pending.sizeOf(publication));
    }

    /** Sends one where {@link #isFree}; most are over with that. Gives it if it is not. */
    @Nullable
    Pending sendAtOnce(Publication publication, Outcome outcome) {
        long number = ++numbers;
        List<Append> appends = List.of(append(publication, number));
        CompletableFuture<List<Appended>> answer = askTimed(appends);
        if (isThere(answer) && answer.join().size() == 1) {
            stored(number, publication, outcome, answer.join());
            return null;
        }
        Pending pending = Pending.inside(publication, outcome);
        pending.number = number;
        take(List.of(pending), appends, answer);
        return pending;
    }

    private Append append(Pending pending) {
        pending.number = ++numbers;
        return append(pending.publication, pending.number);
    }

    private Append append(Publication publication, long number) {
        return new Append(
                channel.name(),
                new AppendId(engine.node, number),
                confirmed,
                publication,
                channel.ruling().retention(),
                channel.ruling().durability());
    }

    /** Takes the answer if it is there, else waits for it. */
    private void take(List<Pending> entries, List<Append> appends, CompletableFuture<List<Appended>> answer) {
        if (isThere(answer)) {
            stored(entries, answer.join());
        } else {
            await(new Batch(entries, appends), answer, FIRST_PAUSE);
        }
    }

    private CompletableFuture<List<Appended>> askTimed(List<Append> appends) {
        // what the storage has at hand takes less than to look at the clock
        if ((numbers & (TIMED_EVERY - 1)) != 0) {
            return ask(appends);
        }
        long asked = engine.time.nanoTime();
        CompletableFuture<List<Appended>> answer = ask(appends);
        if (isThere(answer)) {
            engine.appends.add(engine.time.nanoTime() - asked, TIMED_EVERY);
        }
        return answer;
    }

    /** Fails all that waits or is under way; for a broker that must end now. */
    void abandon(PushCoreException why) {
        Batch batch = underWay;
        underWay = null;
        if (batch != null) {
            batch.end();
            verdicts.fail(
                    batch.entries,
                    new PushCoreException(
                            ErrorCode.OUTCOME_UNKNOWN, "storage had not answered when it ended: " + why.sentence()));
        }
        failWaiting(why);
    }

    private void failWaiting(PushCoreException why) {
        verdicts.fail(takeAll(), why);
    }

    /** Takes all that waits. */
    List<Pending> takeAll() {
        List<Pending> all = List.copyOf(waiting);
        waiting.clear();
        nextCount = 0;
        nextBytes = 0;
        return all;
    }

    private List<Pending> takeNext() {
        List<Pending> next = new ArrayList<>(nextCount);
        while (next.size() < nextCount) {
            next.add(waiting.remove());
        }
        nextCount = 0;
        nextBytes = 0;
        for (Pending pending : waiting) {
            if (!joinNext(pending)) {
                break;
            }
        }
        return next;
    }

    private boolean joinNext(Pending pending) {
        if (nextCount == BATCH_COUNT || nextBytes > batchBytes()) {
            return false;
        }
        nextCount++;
        nextBytes += pending.bytes;
        return true;
    }

    /** A small part of the hot window: a batch must not push its own beginning out. */
    private long batchBytes() {
        return Math.min(MOST_BATCH_BYTES, engine.windows.perChannel() / 8);
    }

    private CompletableFuture<List<Appended>> ask(List<Append> appends) {
        try {
            return engine.log.append(appends).toCompletableFuture();
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static boolean isThere(CompletableFuture<?> answer) {
        return answer.isDone() && !answer.isCompletedExceptionally();
    }

    private void await(Batch batch, CompletableFuture<List<Appended>> answer, Duration pause) {
        underWay = batch;
        batch.watch(pause);
        answer.whenComplete((results, failure) -> channel.onStrand(() -> answered(batch, results, failure, pause)));
    }

    private void repeat(Batch batch, Duration pause) {
        CompletableFuture<List<Appended>> answer = ask(batch.appends);
        if (isThere(answer)) {
            stored(batch, answer.join());
        } else {
            await(batch, answer, pause);
        }
    }

    private void answered(Batch batch, @Nullable List<Appended> results, @Nullable Throwable failure, Duration pause) {
        if (underWay != batch) {
            cameLate(results == null ? List.of() : results);
            return;
        }
        if (results != null) {
            stored(batch, results);
        } else {
            failed(batch, cause(failure), pause);
        }
        channel.pump();
    }

    /** What nobody waits for any more is in the log all the same, and readers are to see it. */
    private void cameLate(List<Appended> results) {
        for (Appended result : results) {
            if (result instanceof Appended.Stored stored && channel.isOfThisLife(stored.message())) {
                channel.visible(stored.message());
            }
        }
        announce(results);
    }

    private void stored(Batch batch, List<Appended> results) {
        underWay = null;
        batch.end();
        engine.appends.add(engine.time.nanoTime() - batch.began, 1);
        stored(batch.entries, results);
    }

    private void stored(List<Pending> entries, List<Appended> results) {
        confirmed(lastNumber(entries));
        if (results.size() != entries.size()) {
            verdicts.fail(entries, new PushCoreException(ErrorCode.INTERNAL, "storage gave a wrong number of results"));
            return;
        }
        // visible before it is announced, announced before it is acknowledged
        for (int i = 0; i < results.size(); i++) {
            show(results.get(i));
        }
        announce(results);
        verdicts.settle(entries, results);
        channel.elsewhere().ownSettled();
    }

    /** The same for one whose publisher is inside. */
    private void stored(long number, Publication publication, Outcome outcome, List<Appended> result) {
        confirmed(number);
        show(result.get(0));
        announce(result);
        verdicts.settle(publication, outcome, result.get(0));
        channel.elsewhere().ownSettled();
    }

    private void confirmed(long number) {
        confirmed = number;
        if (frozenBy != null) {
            frozenBy = null;
            engine.counters.frozenChannels.decrement();
        }
    }

    private void show(Appended result) {
        if (result instanceof Appended.Stored stored) {
            channel.visible(stored.message());
        }
    }

    private void announce(List<Appended> results) {
        channel.announce();
        channel.elsewhere().tell(results);
    }

    private static long lastNumber(List<Pending> entries) {
        return entries.get(entries.size() - 1).number;
    }

    private void failed(Batch batch, Throwable failure, Duration pause) {
        StorageException.Fault fault =
                failure instanceof StorageException storage ? storage.fault() : StorageException.Fault.RETRIABLE;
        // once one attempt may have been stored, a refusal of the next says nothing about it
        if (fault == StorageException.Fault.RETRIABLE || batch.isUnsure) {
            batch.isUnsure = true;
            if (!(failure instanceof StorageException)) {
                engine.logLines.warn("storage failure", "storage failed in an unforeseen way", failure);
            }
            batch.retryAfter(pause);
            return;
        }
        underWay = null;
        batch.end();
        PushCoreException why = refusal(fault, failure);
        if (frozenBy == null) {
            engine.counters.frozenChannels.increment();
        }
        frozenBy = why;
        frozenUntil = engine.time.nanoTime() + FROZEN.toNanos();
        channel.elsewhere().ownSettled();
        engine.logLines.warn("frozen " + why.code(), "channel " + channel.name() + " is frozen: " + why.sentence());
        verdicts.fail(batch.entries, why);
        failWaiting(why);
    }

    private static PushCoreException refusal(StorageException.Fault fault, Throwable failure) {
        ErrorCode code = switch (fault) {
            case FULL -> ErrorCode.STORAGE_FULL;
            case CORRUPT -> ErrorCode.STORAGE_CORRUPT;
            default -> ErrorCode.STORAGE_UNAVAILABLE;
        };
        return new PushCoreException(code, "storage refused: " + failure.getMessage(), failure);
    }

    private void timedOut(Batch batch) {
        if (underWay != batch) {
            return;
        }
        underWay = null;
        batch.end();
        confirmed = lastNumber(batch.entries);
        channel.elsewhere().ownSettled();
        verdicts.fail(
                batch.entries,
                new PushCoreException(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "storage did not answer within publishTimeout " + engine.options.publishTimeout()));
        channel.pump();
    }

    private static Throwable cause(@Nullable Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return failure.getCause();
        }
        return failure == null ? new IllegalStateException("storage gave neither result nor failure") : failure;
    }

    /** Entries that were sent together and have no answer yet, until their outcome is known or given up. */
    private final class Batch {
        final List<Pending> entries;
        final List<Append> appends;
        /** When it was sent first. */
        private final long began = engine.time.nanoTime();

        private Time.@Nullable Timer timer;
        /** Whether an attempt was made that may have been stored though nobody heard of it. */
        boolean isUnsure;

        Batch(List<Pending> entries, List<Append> appends) {
            this.entries = entries;
            this.appends = appends;
        }

        /** Repeats an attempt that gets no answer, and gives up at the deadline. */
        void watch(Duration pause) {
            retryIn(engine.options.publishTimeout().dividedBy(6), pause);
        }

        void retryAfter(Duration pause) {
            retryIn(pause, pause);
        }

        private void retryIn(Duration delay, Duration pause) {
            cancelTimer();
            long left = engine.options.publishTimeout().toNanos() - (engine.time.nanoTime() - began);
            boolean last = left <= delay.toNanos();
            Duration next = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            timer = engine.time.schedule(
                    last ? Duration.ofNanos(Math.max(0, left)) : delay,
                    () -> channel.onStrand(() -> {
                        if (underWay != this) {
                            return;
                        }
                        if (last) {
                            timedOut(this);
                        } else {
                            isUnsure = true;
                            repeat(this, next);
                            channel.pump();
                        }
                    }));
        }

        void end() {
            cancelTimer();
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }
}
