package io.pushcore;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How long commands of clients took, from when one was read until its answer was there to be written. What was not answered, because its
 * connection ended, is not among them.
 *
 * @param counts how many took about so long, to a sixteenth; less than a microsecond is zero, more than an hour is an hour
 */
public record CommandTimes(NavigableMap<Duration, Long> counts) {
    /** Nothing yet. */
    public static final CommandTimes NONE = new CommandTimes(new TreeMap<>());

    public CommandTimes {
        counts = Collections.unmodifiableNavigableMap(new TreeMap<>(counts));
    }

    /** Those of all kinds together. */
    public static CommandTimes sum(Collection<CommandTimes> kinds) {
        NavigableMap<Duration, Long> all = new TreeMap<>();
        kinds.forEach(kind -> kind.counts.forEach((took, many) -> all.merge(took, many, Long::sum)));
        return new CommandTimes(all);
    }

    /** What has come since these, which are of the same commands. */
    public CommandTimes since(CommandTimes earlier) {
        NavigableMap<Duration, Long> more = new TreeMap<>();
        counts.forEach((took, many) -> {
            long came = many - earlier.counts.getOrDefault(took, 0L);
            if (came > 0) {
                more.put(took, came);
            }
        });
        return new CommandTimes(more);
    }

    /** How many there were. */
    public long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The shortest; zero if there were none. */
    public Duration min() {
        return counts.isEmpty() ? Duration.ZERO : counts.firstKey();
    }

    /** The longest; zero if there were none. */
    public Duration max() {
        return counts.isEmpty() ? Duration.ZERO : counts.lastKey();
    }

    /** The mean; zero if there were none. */
    public Duration mean() {
        return Duration.ofNanos(Math.round(meanNanos()));
    }

    /** The standard deviation; zero if there were none. */
    public Duration deviation() {
        double mean = meanNanos();
        double squares = 0;
        for (Map.Entry<Duration, Long> some : counts.entrySet()) {
            double away = some.getKey().toNanos() - mean;
            squares += away * away * some.getValue();
        }
        return Duration.ofNanos(Math.round(Math.sqrt(squares / Math.max(1, count()))));
    }

    private double meanNanos() {
        double total = 0;
        for (Map.Entry<Duration, Long> some : counts.entrySet()) {
            total += (double) some.getKey().toNanos() * some.getValue();
        }
        return total / Math.max(1, count());
    }

    /**
     * What so many of a hundred took at most; zero if there were none.
     *
     * @param percent from 0 to 100, such as 99.9
     */
    public Duration percentile(double percent) {
        double rank = count() * percent / 100;
        long seen = 0;
        for (Map.Entry<Duration, Long> some : counts.entrySet()) {
            seen += some.getValue();
            if (seen >= rank) {
                return some.getKey();
            }
        }
        return Duration.ZERO;
    }
}
