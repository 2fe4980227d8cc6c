package io.pushcore.netty.ipush;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What ports of ipush count for {@code /stats}. Usable from any thread. */
public final class IpushCounters {
    /** Messages of clients by what they are. */
    enum Kind {
        ACK,
        CMSG,
        HB,
        MSG,
        SUB,
        UNSUB
    }

    private final Instant started = Instant.now();
    private final LongSupplier nanoTime;
    private final long startedAt;
    private final Map<Kind, LongAdder> kinds = new EnumMap<>(Kind.class);
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    final IpushUsers users = new IpushUsers();
    final PerSecond received = new PerSecond();
    final PerSecond receivedBytes = new PerSecond();
    final PerSecond sent = new PerSecond();
    final PerSecond sentBytes = new PerSecond();
    final LongAdder wrongCredentials = new LongAdder();
    final LongAdder badRequests = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder redirects = new LongAdder();

    public IpushCounters() {
        this(System::nanoTime);
    }

    IpushCounters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startedAt = nanoTime.getAsLong();
        for (Kind kind : Kind.values()) {
            kinds.put(kind, new LongAdder());
        }
    }

    Instant started() {
        return started;
    }

    /** The second that runs, counted from the start. */
    long second() {
        return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - startedAt);
    }

    /** The clock of intervals. */
    long nanoTime() {
        return nanoTime.getAsLong();
    }

    void came(Kind kind) {
        kinds.getOrDefault(kind, errors).increment();
    }

    long count(Kind kind) {
        return kinds.getOrDefault(kind, errors).sum();
    }

    void received(int bytes) {
        long second = second();
        received.add(1, second);
        receivedBytes.add(bytes, second);
    }

    void sent(int bytes) {
        long second = second();
        sent.add(1, second);
        sentBytes.add(bytes, second);
    }

    /** A request for one of the addresses that there are. */
    void request(String name) {
        requests.computeIfAbsent(name, one -> new LongAdder()).increment();
    }

    /** Requests by name. */
    Map<String, Long> requests() {
        Map<String, Long> counts = new TreeMap<>();
        requests.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }
}
