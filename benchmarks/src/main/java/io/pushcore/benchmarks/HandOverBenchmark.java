package io.pushcore.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A number from one thread to another and back: how far apart the machine's processors are at the moment. A host of virtual machines
 * may move them at any time, and what hands messages over is faster or slower then.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
public class HandOverBenchmark {
    private static final long OVER = -1;
    /** Far enough from each other, and from all else, for a cache line of their own. */
    private static final int THERE = 32;

    private static final int BACK = 64;

    /** A thread that answers. */
    @State(Scope.Benchmark)
    public static class Partner {
        private final AtomicLongArray numbers = new AtomicLongArray(96);
        private final Thread thread = new Thread(this::answer, "partner");
        private long last;

        @Setup
        public void start() {
            thread.setDaemon(true);
            thread.start();
        }

        @TearDown
        public void end() throws InterruptedException {
            numbers.set(THERE, OVER);
            thread.join();
        }

        private void answer() {
            long seen = 0;
            while (seen != OVER) {
                long now = numbers.get(THERE);
                if (now == seen) {
                    Thread.onSpinWait();
                } else {
                    seen = now;
                    numbers.set(BACK, now);
                }
            }
        }

        private void thereAndBack() {
            long number = ++last;
            numbers.set(THERE, number);
            while (numbers.get(BACK) != number) {
                Thread.onSpinWait();
            }
        }
    }

    @Benchmark
    public void thereAndBack(Partner partner) {
        partner.thereAndBack();
    }
}
