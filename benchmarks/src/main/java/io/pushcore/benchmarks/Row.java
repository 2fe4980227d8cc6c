package io.pushcore.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One line of the table: candidates that take turns, so that all of them meet the same disk. For one thread. */
final class Row {
    private final String name;
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();

    /** One that is measured, for one round. */
    interface Candidate {
        Rate round() throws Exception;
    }

    Row(String name) {
        this.name = name;
    }

    Row with(String candidate, Candidate rounds) {
        candidates.put(candidate, rounds);
        return this;
    }

    /** Runs so many rounds, prints each as it comes and then medians, least and most. Before them come rounds that only warm up. */
    void run(int warm, int rounds) throws Exception {
        System.out.println(name);
        Map<String, Rate[]> all = new LinkedHashMap<>();
        for (int round = 1 - warm; round <= rounds; round++) {
            for (Map.Entry<String, Candidate> one : candidates.entrySet()) {
                Rate rate = one.getValue().round();
                if (round > 0) {
                    all.computeIfAbsent(one.getKey(), any -> new Rate[rounds])[round - 1] = rate;
                }
                System.out.println("  " + (round < 1 ? "warm" : "round " + round) + ", " + one.getKey() + ": " + rate);
            }
        }
        double first = 0;
        for (Map.Entry<String, Rate[]> one : all.entrySet()) {
            List<Rate> rates = List.of(one.getValue());
            double median = spread(rates, Rate::perSecond).median();
            first = first == 0 ? median : first;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s/s | %.2f | p50 %s us | p99 %s us |%n",
                    name,
                    one.getKey(),
                    spread(rates, Rate::perSecond).text(0),
                    first / median,
                    spread(rates, rate -> rate.at(50)).text(0),
                    spread(rates, rate -> rate.at(99)).text(0));
        }
    }

    private static Spread spread(List<Rate> rates, ToDoubleFunction<Rate> what) {
        return Spread.of(rates.stream().mapToDouble(what));
    }
}
