package io.pushcore.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What was counted, by the fault under which it was acknowledged. Usable from any thread. */
final class Figures {
    /** One line of the report. */
    static final class Row {
        final LongAdder acknowledged = new LongAdder();
        final LongAdder deliveries = new LongAdder();
        final LongAdder lost = new LongAdder();
        final LongAdder repeated = new LongAdder();
        /** Milliseconds from the acknowledgement to the delivery. */
        final Histogram staleness = new ConcurrentHistogram(3);
    }

    private final Map<Fault, Row> rows = new EnumMap<>(Fault.class);
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    Figures() {
        for (Fault fault : Fault.values()) {
            rows.put(fault, new Row());
        }
    }

    Row row(Fault fault) {
        return rows.getOrDefault(fault, new Row());
    }

    /** Counts one of what is told after the table. */
    void count(String what) {
        counts.computeIfAbsent(what, first -> new LongAdder()).increment();
    }

    Map<String, LongAdder> counts() {
        return new TreeMap<>(counts);
    }

    long deliveries() {
        return rows.values().stream().mapToLong(row -> row.deliveries.sum()).sum();
    }

    long acknowledged() {
        return rows.values().stream().mapToLong(row -> row.acknowledged.sum()).sum();
    }
}
