package io.pushcore.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Two nodes, each a process of its own: one reads many channels in which nothing happens, the other knows of it. For one thread. */
final class IdleInterest {
    /** Until what the start brought about is over: leases, first looks, interest that is told. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final int channels;
    private final Duration time;
    private final List<Figures> all = new ArrayList<>();

    IdleInterest(Cluster cluster, int channels, Duration time) {
        this.cluster = cluster;
        this.channels = channels;
        this.time = time;
    }

    /** What one round gave: bytes of heap for each channel, and what goes on in a second. */
    private record Figures(
            double readerBytes,
            double otherBytes,
            double readerBusyMillis,
            double otherBusyMillis,
            double carrierBytes,
            double databaseBytes) {}

    void round() throws IOException, InterruptedException {
        try (Meter database = new Meter(cluster.database());
                Meter carrier = new Meter(cluster.carrier().isEmpty() ? cluster.database() : cluster.carrier());
                ClusterNode reader = ClusterNode.start(cluster.through(database, carrier));
                ClusterNode other = ClusterNode.start(cluster.through(database, carrier))) {
            String prefix = "idle" + System.nanoTime() + ".";
            reader.listen(prefix + "first.", 1);
            TimeUnit.NANOSECONDS.sleep(SETTLED.toNanos());
            long readerBefore = reader.heapBytes();
            long otherBefore = other.heapBytes();
            reader.listen(prefix, channels);
            TimeUnit.NANOSECONDS.sleep(SETTLED.toNanos());
            double readerBytes = (double) (reader.heapBytes() - readerBefore) / channels;
            double otherBytes = (double) (other.heapBytes() - otherBefore) / channels;
            Duration readerBusy = reader.busy();
            Duration otherBusy = other.busy();
            long carried = carrier.bytes();
            long stored = database.bytes();
            long begin = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            double seconds = (System.nanoTime() - begin) / 1e9;
            Figures figures = new Figures(
                    readerBytes,
                    otherBytes,
                    reader.busy().minus(readerBusy).toMillis() / seconds,
                    other.busy().minus(otherBusy).toMillis() / seconds,
                    (carrier.bytes() - carried) / seconds,
                    (database.bytes() - stored) / seconds);
            System.out.println("  " + cluster.kind() + ": " + figures);
            all.add(figures);
        }
    }

    void print() {
        System.out.printf(
                "| %,d idle channels, by %s | heap for each: reader %s B, other %s B"
                        + " | processor a second: reader %s ms, other %s ms | carrier %s B/s | database %s B/s |%n",
                channels,
                cluster.kind(),
                spread(Figures::readerBytes),
                spread(Figures::otherBytes),
                spread(Figures::readerBusyMillis),
                spread(Figures::otherBusyMillis),
                spread(Figures::carrierBytes),
                spread(Figures::databaseBytes));
    }

    private String spread(ToDoubleFunction<Figures> what) {
        return Spread.of(all.stream().mapToDouble(what)).text(0);
    }
}
