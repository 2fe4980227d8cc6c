package io.pushcore.engine;

import io.pushcore.CommandTimes;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How long commands of one kind took, in a bounded number of classes an eighth apart. Any thread adds, and none waits for another. */
final class CommandClock {
    private static final long MOST_MICROS = TimeUnit.HOURS.toMicros(1);

    /** A class has its adder once something falls into it. */
    private final AtomicReferenceArray<@Nullable LongAdder> classes =
            new AtomicReferenceArray<>(Latencies.classOf(MOST_MICROS) + 1);

    /** Counts a command that took so long. */
    void add(long nanos) {
        long micros = Math.max(0, Math.min(nanos / 1_000, MOST_MICROS));
        of(Latencies.classOf(micros)).increment();
    }

    private LongAdder of(int index) {
        LongAdder known = classes.get(index);
        if (known != null) {
            return known;
        }
        LongAdder first = new LongAdder();
        return classes.compareAndSet(index, null, first) ? first : Objects.requireNonNull(classes.get(index));
    }

    CommandTimes times() {
        NavigableMap<Duration, Long> counts = new TreeMap<>();
        for (int i = 0; i < classes.length(); i++) {
            LongAdder some = classes.get(i);
            if (some != null) {
                long middle = (Latencies.leastOf(i) + Latencies.mostOf(i)) / 2;
                counts.put(Duration.of(Math.min(middle, MOST_MICROS), ChronoUnit.MICROS), some.sum());
            }
        }
        return new CommandTimes(counts);
    }
}
