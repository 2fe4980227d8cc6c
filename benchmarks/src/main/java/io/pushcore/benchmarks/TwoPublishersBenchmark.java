package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.Reader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** Two publishers on one channel with one subscriber. An operation is a message received. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xmn700m", "-XX:+UseParallelGC"})
public class TwoPublishersBenchmark {
    private static final int EACH = Setting.DELIVERIES / 2;

    /** The channel, and a subscriber that knows each publisher by the key of its messages. */
    @State(Scope.Benchmark)
    public static class OfBroker implements Reader {
        private final Rounds[] rounds = {new Rounds(), new Rounds()};
        private final long[] received = new long[2];
        private final AtomicInteger publishers = new AtomicInteger();
        private final Broker broker = Setting.broker().build();
        private final Channel channel = broker.channel("news");
        private long offset;

        @Setup
        public void open() {
            channel.subscribe(this).started().join();
        }

        @TearDown
        public void close() {
            broker.close();
        }

        @Override
        public void message(Message message) {
            int publisher = message.key().charAt(0) - '0';
            long number = received[publisher]++;
            if (message.offset() != ++offset || message.payload().at(0) != (byte) number) {
                rounds[publisher].fail("expected message " + number + " of publisher " + publisher + " at " + offset
                        + " but received " + message);
            }
            if (received[publisher] % EACH == 0) {
                rounds[publisher].complete();
            }
        }

        @Override
        public void gap(Gap gap) {
            rounds[0].fail("gap from " + gap.from() + " to " + gap.to());
            rounds[1].fail("gap from " + gap.from() + " to " + gap.to());
        }
    }

    /** What one publisher says, over and over. */
    @State(Scope.Thread)
    public static class Publisher {
        private final Publication[] publications = new Publication[256];
        private int number;
        private int published;

        @Setup
        public void prepare(OfBroker of) {
            number = of.publishers.getAndIncrement();
            for (int i = 0; i < publications.length; i++) {
                publications[i] = Publication.of(Setting.payload(i)).key(Integer.toString(number));
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(EACH)
    public void publish(OfBroker of, Publisher publisher) throws InterruptedException {
        for (int i = 0; i < EACH; i++) {
            of.channel.publish(publisher.publications[publisher.published++ & 255]);
        }
        of.rounds[publisher.number].await(1);
    }
}
