package io.pushcore.engine;

import io.pushcore.EventRecord;
import io.pushcore.EventSource;
import io.pushcore.Payload;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A log of two partitions whose positions outlive who reads it; fails as a test says. */
final class FakeEventSource implements EventSource {
    /** What outlives a reader. */
    static final class Log {
        final List<EventRecord> records = new CopyOnWriteArrayList<>();
        /** The offset of the last record that is committed, by partition. */
        final Map<Integer, Long> committed = new ConcurrentHashMap<>();

        final AtomicInteger commits = new AtomicInteger();
        volatile boolean failsToCommit;

        void add(int partition, String text, Instant time) {
            records.add(new EventRecord("orders", partition, records.size(), time, Payload.of(text)));
        }
    }

    private static final int MOST = 100;

    private final Log log;
    private int next;
    final AtomicInteger polls = new AtomicInteger();
    final AtomicInteger failuresToPoll = new AtomicInteger();
    final AtomicInteger signsOfLife = new AtomicInteger();
    volatile boolean closed;

    FakeEventSource(Log log) {
        this.log = log;
    }

    @Override
    public List<EventRecord> poll(Duration atMost) throws Exception {
        polls.incrementAndGet();
        if (failuresToPoll.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("the log is away");
        }
        List<EventRecord> came = log.records.subList(next, Math.min(log.records.size(), next + MOST)).stream()
                .filter(one -> one.offset() > log.committed.getOrDefault(one.partition(), -1L))
                .toList();
        next = Math.min(log.records.size(), next + MOST);
        if (came.isEmpty()) {
            boolean never = new Semaphore(0).tryAcquire(Math.min(5, atMost.toMillis()), TimeUnit.MILLISECONDS);
            return never ? List.of() : came;
        }
        return came;
    }

    @Override
    public void commit(List<EventRecord> last) throws IOException {
        log.commits.incrementAndGet();
        if (log.failsToCommit) {
            throw new IOException("nothing can be committed");
        }
        last.forEach(one -> log.committed.put(one.partition(), one.offset()));
    }

    @Override
    public void keepAlive() {
        signsOfLife.incrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
    }
}
