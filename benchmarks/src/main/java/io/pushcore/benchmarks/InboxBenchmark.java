package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Delivery;
import io.pushcore.InboxSession;
import io.pushcore.Payload;
import io.pushcore.Published;
import java.time.Duration;
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

/** Inboxes: what followers who are not there cost a publish, and what a user costs who comes back. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx4g"})
public class InboxBenchmark {
    /** A channel that many follow, none of them online. */
    @State(Scope.Benchmark)
    public static class Followed {
        @Param({"1", "10000"})
        public int followers;

        private final Payload payload = Setting.payload(0);
        private Broker broker;
        private Channel channel;

        @Setup
        public void open() {
            broker = Setting.broker().build();
            channel = broker.channel("news");
            for (int i = 0; i < followers; i++) {
                channel.follow("user" + i).join();
            }
        }

        @TearDown
        public void close() {
            broker.close();
        }
    }

    /** A user who follows a hundred channels, ten of which have news each time. */
    @State(Scope.Benchmark)
    public static class Away {
        private static final int FOLLOWS = 100;
        private static final int NEWS = 10;

        private final WatchedStorage storage = new WatchedStorage();
        private Broker broker;
        private int next;

        @Setup
        public void open() {
            broker = Setting.broker().storage(storage).build();
            for (int i = 0; i < FOLLOWS; i++) {
                broker.channel("channel" + i).follow("anna").join();
            }
        }

        @Setup(Level.Invocation)
        public void publish() {
            for (int i = 0; i < NEWS; i++) {
                broker.channel("channel" + next++ % FOLLOWS).publish("news").join();
            }
        }

        @TearDown
        public void close() {
            broker.close();
        }
    }

    /** How much of it the storage takes: sums of all iterations, where the mode is throughput or average time. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Stored {
        public long storageNanos;
        public long returns;

        @Setup(Level.Iteration)
        public void begin() {
            storageNanos = 0;
            returns = 0;
        }
    }

    @Benchmark
    public Published publishToFollowersWhoAreAway(Followed followed) {
        return followed.channel.publish(followed.payload).join();
    }

    /** From opening the inbox to the last acknowledgement. */
    @Benchmark
    public long comeBackToNews(Away away, Stored stored) throws InterruptedException {
        long last = 0;
        long before = away.storage.nanos.sum();
        try (InboxSession anna = away.broker.inbox("anna").open().join()) {
            for (int i = 0; i < Away.NEWS; i++) {
                last = ((Delivery) anna.next(Duration.ofSeconds(10)).orElseThrow()).seq();
            }
            anna.ack(last).join();
        }
        stored.storageNanos += away.storage.nanos.sum() - before;
        stored.returns++;
        return last;
    }
}
