package io.pushcore.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What is said at the end. */
final class Report {
    private Report() {}

    static List<String> lines(Ledger ledger) {
        List<String> lines = new ArrayList<>();
        lines.add(
                row("fault", "times", "acknowledged", "deliveries", "lost", "repeated", "p50 ms", "p99 ms", "max ms"));
        lines.add("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (Fault fault : Fault.values()) {
            long times = ledger.phases.count(fault);
            if (times > 0) {
                lines.add(row(fault, times, ledger.figures.row(fault)));
            }
        }
        return lines;
    }

    private static String row(Fault fault, long times, Figures.Row row) {
        Histogram stale = row.staleness;
        return row(
                fault.said,
                Long.toString(times),
                grouped(row.acknowledged.sum()),
                grouped(row.deliveries.sum()),
                grouped(row.lost.sum()),
                grouped(row.repeated.sum()),
                grouped(stale.getValueAtPercentile(50)),
                grouped(stale.getValueAtPercentile(99)),
                grouped(stale.getMaxValue()));
    }

    private static String row(String... cells) {
        return String.format(
                Locale.ROOT, "| %-34s | %5s | %12s | %10s | %4s | %8s | %6s | %6s | %6s |", (Object[]) cells);
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static List<String> counts(Ledger ledger) {
        return ledger.figures.counts().entrySet().stream()
                .map(count -> "  " + grouped(count.getValue().sum()) + " " + count.getKey())
                .toList();
    }
}
