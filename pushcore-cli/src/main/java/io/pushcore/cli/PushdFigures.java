package io.pushcore.cli;

import io.pushcore.CommandTimes;
import io.pushcore.Stats;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Figures as pushd writes them: a histogram and a meter of what clients ask, of all of it and of each command. Only the thread of
 * its log uses it.
 */
final class PushdFigures {
    /** How Go's log begins a line. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss ", Locale.ROOT);

    private static final double NANOS = 1e9;

    private final long began;
    private final Map<String, Meter> meters = new TreeMap<>();
    private Map<String, CommandTimes> before = Map.of();
    private long last;

    /** @param nanos the time by the clock that measures intervals */
    PushdFigures(long nanos) {
        this.began = nanos;
        this.last = nanos;
    }

    /** The lines for what has come since they were asked for last. */
    String of(Stats stats, LocalDateTime now, long nanos) {
        Map<String, CommandTimes> times = new TreeMap<>();
        stats.commandTimes().forEach((command, took) -> times.put("call." + command, took));
        times.put("call", CommandTimes.sum(stats.commandTimes().values()));
        StringBuilder lines = new StringBuilder();
        times.forEach((name, took) -> {
            CommandTimes more = took.since(before.getOrDefault(name, CommandTimes.NONE));
            Meter meter = meters.computeIfAbsent(name, unknown -> new Meter());
            meter.mark(more.count(), (nanos - last) / NANOS);
            histogram(name, took.count(), more, lines);
            meter(name, took.count(), meter, (nanos - began) / NANOS, lines);
        });
        before = times;
        last = nanos;
        String start = TIME.format(now);
        return lines.toString().lines().map(line -> start + line + "\n").collect(Collectors.joining());
    }

    private static void histogram(String name, long count, CommandTimes times, StringBuilder lines) {
        lines.append("histogram latency.").append(name).append('\n');
        whole("count:", count, lines);
        whole("min:", times.min().toMillis(), lines);
        whole("max:", times.max().toMillis(), lines);
        millis("mean:", times.mean(), lines);
        millis("stddev:", times.deviation(), lines);
        millis("median:", times.percentile(50), lines);
        millis("75%:", times.percentile(75), lines);
        millis("95%:", times.percentile(95), lines);
        millis("99%:", times.percentile(99), lines);
        millis("99.9%:", times.percentile(99.9), lines);
    }

    private static void meter(String name, long count, Meter meter, double seconds, StringBuilder lines) {
        lines.append("meter qps.").append(name).append('\n');
        whole("count:", count, lines);
        fraction("1-min rate:", meter.one, lines);
        fraction("5-min rate:", meter.five, lines);
        fraction("15-min rate:", meter.fifteen, lines);
        fraction("mean rate:", seconds > 0 ? count / seconds : 0, lines);
    }

    private static void whole(String name, long value, StringBuilder lines) {
        lines.append(String.format(Locale.ROOT, "  %-12s %9d\n", name, value));
    }

    private static void millis(String name, Duration time, StringBuilder lines) {
        fraction(name, time.toNanos() / 1e6, lines);
    }

    private static void fraction(String name, double value, StringBuilder lines) {
        lines.append(String.format(Locale.ROOT, "  %-12s %12.2f\n", name, value));
    }

    /** How many a second, of late: the longer ago, the less it weighs. */
    private static final class Meter {
        private double one;
        private double five;
        private double fifteen;
        private boolean known;

        void mark(long more, double seconds) {
            if (seconds > 0) {
                double now = more / seconds;
                one = moved(one, now, seconds / 60);
                five = moved(five, now, seconds / 300);
                fifteen = moved(fifteen, now, seconds / 900);
                known = true;
            }
        }

        private double moved(double rate, double now, double part) {
            return known ? rate + (1 - Math.exp(-part)) * (now - rate) : now;
        }
    }
}
