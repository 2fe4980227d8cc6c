package io.pushcore.benchmarks;

import com.google.common.eventbus.EventBus;
import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Payload;
import io.pushcore.Publication;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One publisher and some subscribers in the same process. An operation is a message that a subscriber has received. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xmn700m", "-XX:+UseParallelGC"})
public class PublishBenchmark {
    private static final int BATCH = 100;

    /** A channel and its subscribers. */
    @State(Scope.Benchmark)
    public static class OfBroker {
        @Param({"1", "10", "100"})
        public int subscribers;

        private final Rounds rounds = new Rounds();
        private final Payload payload = Setting.payload(0);
        private final List<Publication> batch = Collections.nCopies(BATCH, Publication.of(payload));
        private Broker broker;
        private Channel channel;
        private int messages;

        @Setup
        public void open() {
            broker = Setting.broker().build();
            channel = broker.channel("news");
            messages = Setting.DELIVERIES / subscribers;
            for (int i = 0; i < subscribers; i++) {
                channel.subscribe(new Tally(rounds, messages)).started().join();
            }
        }

        @TearDown
        public void close() {
            broker.close();
        }
    }

    /** Handlers that are called, one after the other. */
    @State(Scope.Benchmark)
    public static class OfHandlers {
        @Param({"1", "10", "100"})
        public int subscribers;

        private final Rounds rounds = new Rounds();
        private final Payload payload = Setting.payload(0);
        private final List<Consumer<Tick>> handlers = new ArrayList<>();
        private final EventBus bus = new EventBus();
        private int messages;
        private long published;

        @Setup
        public void open() {
            messages = Setting.DELIVERIES / subscribers;
            for (int i = 0; i < subscribers; i++) {
                Tally tally = new Tally(rounds, messages);
                handlers.add(tally);
                bus.register(tally);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(Setting.DELIVERIES)
    public void publish(OfBroker of) throws InterruptedException {
        for (int i = 0; i < of.messages; i++) {
            of.channel.publish(of.payload);
        }
        of.rounds.await(of.subscribers);
    }

    @Benchmark
    @OperationsPerInvocation(Setting.DELIVERIES)
    public void publishAll(OfBroker of) throws InterruptedException {
        for (int i = 0; i < of.messages; i += BATCH) {
            of.channel.publishAll(of.batch);
        }
        of.rounds.await(of.subscribers);
    }

    @Benchmark
    @OperationsPerInvocation(Setting.DELIVERIES)
    public void directCall(OfHandlers of) throws InterruptedException {
        for (int i = 0; i < of.messages; i++) {
            Tick tick = new Tick(++of.published, of.payload);
            for (Consumer<Tick> handler : of.handlers) {
                handler.accept(tick);
            }
        }
        of.rounds.await(of.subscribers);
    }

    @Benchmark
    @OperationsPerInvocation(Setting.DELIVERIES)
    public void guavaEventBus(OfHandlers of) throws InterruptedException {
        for (int i = 0; i < of.messages; i++) {
            of.bus.post(new Tick(++of.published, of.payload));
        }
        of.rounds.await(of.subscribers);
    }
}
