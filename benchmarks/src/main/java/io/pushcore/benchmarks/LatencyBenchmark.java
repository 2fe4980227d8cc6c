package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Payload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From the call of {@code publish} until the handler has run and the publisher knows of it, one message at a time: the
 * broker's thread sleeps in between and has to be woken.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xmn700m", "-XX:+UseParallelGC"})
@State(Scope.Benchmark)
public class LatencyBenchmark {
    private final Payload payload = Setting.payload(0);
    private final Broker broker = Setting.broker().build();
    private final Channel channel = broker.channel("news");
    private volatile long seen;
    private long published;

    @Setup
    public void open() {
        channel.subscribe(message -> seen = message.offset()).started().join();
    }

    @TearDown
    public void close() {
        broker.close();
    }

    @Benchmark
    public void publishToHandler() {
        channel.publish(payload);
        published++;
        while (seen != published) {
            Thread.onSpinWait();
        }
    }
}
