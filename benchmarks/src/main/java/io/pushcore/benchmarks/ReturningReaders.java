package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Published;
import io.pushcore.Reader;
import io.pushcore.Start;
import io.pushcore.Subscription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.HdrHistogram.ConcurrentHistogram;

/** Readers of a node that dies come back at another, each to a channel of its own and from where it was. For one thread. */
final class ReturningReaders implements AutoCloseable {
    private static final int IN_FLIGHT = 1_000;

    private final Cluster cluster;
    private final int readers;
    private final Broker survivor;

    ReturningReaders(Cluster cluster, int readers) {
        this.cluster = cluster;
        this.readers = readers;
        this.survivor = cluster.open();
    }

    /**
     * One message for each while the node lives, one more when it is dead; then all read from their positions. What each took is the time from the first
     * of them to its new message. Readers are in the process: what connections cost is not in it.
     */
    Rate round() throws IOException, InterruptedException {
        String prefix = "returning" + System.nanoTime() + ".";
        List<Position> positions;
        try (ClusterNode dying = ClusterNode.start(cluster)) {
            positions = publish(prefix, "before");
            dying.read(prefix, readers);
        }
        long away = System.nanoTime();
        publish(prefix, "while they are away");
        System.out.printf("    published in %,d ms%n", (System.nanoTime() - away) / 1_000_000);
        return comeBack(prefix, positions);
    }

    private List<Position> publish(String prefix, String text) throws InterruptedException {
        Semaphore free = new Semaphore(IN_FLIGHT);
        List<CompletableFuture<Published>> all = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            free.acquire();
            all.add(survivor.channel(prefix + i).publish(text).whenComplete((published, failure) -> free.release()));
        }
        return all.stream().map(one -> one.join().position()).toList();
    }

    private Rate comeBack(String prefix, List<Position> positions) throws InterruptedException {
        Rounds news = new Rounds();
        ConcurrentHistogram micros = new ConcurrentHistogram(2);
        List<Subscription> back = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < readers; i++) {
            Position position = positions.get(i);
            back.add(survivor.channel(prefix + i).subscribe(Start.after(position), new Reader() {
                @Override
                public void message(Message message) {
                    if (message.offset() != position.offset() + 1) {
                        news.fail("expected what comes after " + position + " but read " + message.position());
                    }
                    micros.recordValue((System.nanoTime() - begin) / 1_000);
                    news.complete();
                }

                @Override
                public void gap(Gap gap) {
                    news.fail("gap from " + gap.from() + " to " + gap.to());
                }
            }));
        }
        news.await(readers);
        long took = System.nanoTime() - begin;
        System.out.printf("    all %,d back in %,d ms%n", readers, took / 1_000_000);
        back.forEach(Subscription::close);
        return Rate.of(readers, took, micros);
    }

    @Override
    public void close() {
        survivor.close();
    }
}
