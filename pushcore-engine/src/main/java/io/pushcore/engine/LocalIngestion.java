package io.pushcore.engine;

import io.pushcore.EventDecoder;
import io.pushcore.EventRecord;
import io.pushcore.EventSource;
import io.pushcore.IngestCounts;
import io.pushcore.IngestRules;
import io.pushcore.Ingestion;
import io.pushcore.Published;
import io.pushcore.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes in one source, by a thread of its own: asks for records, stores what they become, slice by slice, and commits what is stored. Only that thread
 * calls the source and the decoder; counters and the wish to end are anybody's.
 */
final class LocalIngestion implements Ingestion, Runnable {
    /** How long the end may wait for a source that has nothing. */
    private static final Duration POLL = Duration.ofMillis(200);

    /** How long a source hears nothing. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Engine engine;
    private final EventSource source;
    private final IngestPlan plan;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final LongAdder records = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder failures = new LongAdder();
    /** By the time's nanoseconds; its thread's. */
    private long heardOf;

    LocalIngestion(Engine engine, EventSource source, EventDecoder decoder, IngestRules rules) {
        this.engine = engine;
        this.source = source;
        this.plan = new IngestPlan(engine, decoder, rules);
    }

    void begin() {
        Thread thread = new Thread(this, "pushcore-ingest");
        thread.setDaemon(true);
        thread.start();
    }

    // ---- its thread

    @Override
    public void run() {
        try {
            heardOf = engine.time.nanoTime();
            while (!stopping.isDone()) {
                take(polled());
            }
        } catch (RuntimeException failure) {
            // what was read and not stored must not be passed over
            engine.logLines.once("taking in a log elsewhere ends, after a failure of the broker: " + failure);
        } finally {
            end();
        }
    }

    /** The next records, however long the source fails; none where it is to end. */
    private List<EventRecord> polled() {
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            try {
                List<EventRecord> came = source.poll(POLL);
                heardOf = engine.time.nanoTime();
                return came;
            } catch (Exception failure) {
                failed("asking a log elsewhere", failure);
                if (!pause(pause)) {
                    return List.of();
                }
            }
        }
    }

    private void take(List<EventRecord> came) {
        IngestSlice slice = new IngestSlice();
        for (EventRecord one : came) {
            if (slice.isFull() && !settle(slice)) {
                return;
            }
            if (slice.isFull()) {
                slice = new IngestSlice();
            }
            if (plan.add(one, slice)) {
                rejected.increment();
            }
        }
        settle(slice);
    }

    /** Stores a slice and commits it; false if that is not to be, for it ends. */
    private boolean settle(IngestSlice slice) {
        if (slice.isEmpty()) {
            return true;
        }
        if (stopping.isDone() || !new IngestStore(engine, plan, this).store(slice)) {
            return false;
        }
        records.add(slice.records());
        commit(slice);
        return true;
    }

    /** What cannot be committed now is with what comes next. */
    private void commit(IngestSlice slice) {
        try {
            source.commit(slice.last());
        } catch (Exception failure) {
            failed("committing to a log elsewhere", failure);
        }
    }

    private void end() {
        stopping.complete(null);
        try {
            source.close();
        } catch (Exception failure) {
            failed("closing a log elsewhere", failure);
        } finally {
            ended.complete(null);
        }
    }

    /** It is or was stored. */
    void stored(Published published) {
        (published.repeat() ? repeated : stored).increment();
    }

    /** A record was rejected when it was to be stored. */
    void rejected() {
        rejected.increment();
    }

    /** Something will be tried again. */
    void failed(String what, Throwable why) {
        failures.increment();
        engine.logLines.warn("ingest: " + what, what + " failed and is tried again: " + why);
    }

    /** Lets time pass, unless it is to end; says whether it goes on. */
    boolean pause(Duration pause) {
        CompletableFuture<Void> due = new CompletableFuture<>();
        Time.Timer timer = engine.time.schedule(pause, () -> due.complete(null));
        await(CompletableFuture.anyOf(due, stopping));
        timer.cancel();
        return !stopping.isDone();
    }

    /** Waits for it, and keeps the source alive meanwhile. */
    <T> T await(CompletableFuture<T> answer) {
        while (true) {
            long silent = engine.time.nanoTime() - heardOf;
            if (silent >= SILENCE.toNanos()) {
                keepAlive();
            } else if (answer.isDone()) {
                return answer.join();
            } else {
                CompletableFuture<Void> due = new CompletableFuture<>();
                Time.Timer timer = engine.time.schedule(SILENCE.minusNanos(silent), () -> due.complete(null));
                CompletableFuture.anyOf(due, answer.handle((value, failure) -> Boolean.TRUE))
                        .join();
                timer.cancel();
            }
        }
    }

    private void keepAlive() {
        try {
            source.keepAlive();
        } catch (Exception failure) {
            failed("keeping a log elsewhere", failure);
        }
        heardOf = engine.time.nanoTime();
    }

    static Duration firstPause() {
        return FIRST_PAUSE;
    }

    /** The pause after this one. */
    static Duration longer(Duration pause) {
        Duration next = pause.multipliedBy(3).dividedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    // ---- any thread

    void stop() {
        stopping.complete(null);
    }

    @Override
    public IngestCounts counts() {
        return new IngestCounts(records.sum(), stored.sum(), repeated.sum(), rejected.sum(), failures.sum());
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    @Override
    public void close() {
        stop();
        CompletableFuture<Void> waited = ended.copy().completeOnTimeout(null, 5, TimeUnit.SECONDS);
        waited.join();
    }
}
