package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.InboxSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Open inboxes that follow a hundred channels each, are shown one message a second and acknowledge it. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx8g"})
public class AcknowledgeBenchmark {
    private static final int FOLLOWS = 100;
    /** The n-th channel that a user follows is one of so many, so that these together reach each user once. */
    private static final int CHANNELS_OF_A_ROUND = 100;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @State(Scope.Benchmark)
    public static class Online {
        @Param({"1000"})
        public int inboxes;

        private final Rounds rounds = new Rounds();
        private final WatchedStorage storage = new WatchedStorage();
        private final List<Channel> channels = new ArrayList<>();
        private Broker broker;
        private int round;

        @Setup
        public void open() {
            broker = Setting.broker().storage(storage).build();
            for (int i = 0; i < FOLLOWS * CHANNELS_OF_A_ROUND; i++) {
                channels.add(broker.channel("channel" + i));
            }
            for (int i = 0; i < inboxes; i++) {
                for (int j = 0; j < FOLLOWS; j++) {
                    channels.get(j * CHANNELS_OF_A_ROUND + i % CHANNELS_OF_A_ROUND)
                            .follow("user" + i)
                            .join();
                }
                InboxSession session = broker.inbox("user" + i).open().join();
                session.read(delivery -> session.ack(delivery.seq()).thenRun(rounds::complete));
            }
        }

        /** One message for each inbox; returns when all are acknowledged. */
        private void next() throws InterruptedException {
            int first = round++ % FOLLOWS * CHANNELS_OF_A_ROUND;
            for (Channel channel : channels.subList(first, first + CHANNELS_OF_A_ROUND)) {
                channel.publish("news");
            }
            rounds.await(inboxes);
        }

        @TearDown
        public void close() {
            broker.close();
        }
    }

    /** A second each: acknowledged messages, checkpoints and batches of them, and how much of the second was over when all were through. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Written {
        public long acknowledged;
        public long checkpoints;
        public long batches;
        public double secondsUntilAllHad;

        @Setup(Level.Iteration)
        public void begin() {
            acknowledged = 0;
            checkpoints = 0;
            batches = 0;
            secondsUntilAllHad = 0;
        }
    }

    @Benchmark
    public void oneMessageASecond(Online online, Written written) throws InterruptedException {
        long started = System.nanoTime();
        long checkpoints = online.storage.checkpoints.sum();
        long batches = online.storage.batches.sum();
        online.next();
        written.acknowledged += online.inboxes;
        written.secondsUntilAllHad += (System.nanoTime() - started) / (double) SECOND;
        TimeUnit.NANOSECONDS.sleep(started + SECOND - System.nanoTime());
        written.checkpoints += online.storage.checkpoints.sum() - checkpoints;
        written.batches += online.storage.batches.sum() - batches;
    }
}
