package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** One publisher that goes round a thousand channels of one subscriber each. An operation is a message received. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xmn700m", "-XX:+UseParallelGC"})
@State(Scope.Benchmark)
public class ManyChannelsBenchmark {
    private static final int CHANNELS = 1_000;
    private static final int EACH = Setting.DELIVERIES / CHANNELS;

    private final Payload payload = Setting.payload(0);
    private final Rounds rounds = new Rounds();
    private final Broker broker = Setting.broker().build();
    private final List<Channel> channels = new ArrayList<>();

    @Setup
    public void open() {
        for (int i = 0; i < CHANNELS; i++) {
            Channel channel = broker.channel("news." + i);
            channel.subscribe(new Tally(rounds, EACH)).started().join();
            channels.add(channel);
        }
    }

    @TearDown
    public void close() {
        broker.close();
    }

    @Benchmark
    @OperationsPerInvocation(Setting.DELIVERIES)
    public void publish() throws InterruptedException {
        for (int i = 0; i < EACH; i++) {
            for (Channel channel : channels) {
                channel.publish(payload);
            }
        }
        rounds.await(CHANNELS);
    }
}
