package io.pushcore;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A clock that a test turns: time stands still until {@link #advance}, which runs the work that becomes due. */
public final class ManualTime implements Time {
    /** Guards all fields; not held while work runs. */
    private final ReentrantLock lock = new ReentrantLock();

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private Instant start;
    private long nanos;
    private long steps;

    /** Starts at an instant. */
    public static ManualTime at(Instant start) {
        return new ManualTime(start);
    }

    /** Starts at 2030-01-01T00:00:00Z. */
    public static ManualTime create() {
        return at(Instant.parse("2030-01-01T00:00:00Z"));
    }

    private ManualTime(Instant start) {
        this.start = start;
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            return start.plusNanos(nanos);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanoTime() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable work) {
        lock.lock();
        try {
            Due entry = new Due(after(nanos, delay), steps++, work);
            due.add(entry);
            return () -> cancel(entry);
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass and runs, in their order and on this thread, all work that is due on the way. */
    public void advance(Duration by) {
        long until = after(nanoTime(), by);
        for (Due next = nextUntil(until); next != null; next = nextUntil(until)) {
            next.work.run();
        }
    }

    /** Steps the time of day without letting time pass, as an operator or a time server does. */
    public void stepClock(Duration by) {
        lock.lock();
        try {
            start = start.plus(by);
        } finally {
            lock.unlock();
        }
    }

    /** A moment that is so much later; what is further away than can be counted never comes. */
    private static long after(long nanos, Duration delay) {
        if (delay.isNegative()) {
            return nanos;
        }
        boolean countable = delay.toSeconds() < Long.MAX_VALUE / 1_000_000_000L;
        long sum = countable ? nanos + delay.toNanos() : Long.MAX_VALUE;
        return sum < nanos ? Long.MAX_VALUE : sum;
    }

    private void cancel(Due entry) {
        lock.lock();
        try {
            due.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Due nextUntil(long until) {
        lock.lock();
        try {
            Due next = due.peek();
            if (next == null || next.at > until) {
                nanos = until;
                return null;
            }
            nanos = Math.max(nanos, next.at);
            return due.poll();
        } finally {
            lock.unlock();
        }
    }

    private record Due(long at, long step, Runnable work) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(step, other.step);
        }
    }
}
