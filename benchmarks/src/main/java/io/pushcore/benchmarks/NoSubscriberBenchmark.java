package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Payload;
import io.pushcore.Published;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Publishing into the history of a channel that nobody reads. An operation is a publish. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xmn700m", "-XX:+UseParallelGC"})
@State(Scope.Benchmark)
public class NoSubscriberBenchmark {
    private final Payload payload = Setting.payload(0);
    private final Broker broker = Setting.broker().build();
    private final Channel channel = broker.channel("news");

    @TearDown
    public void close() {
        broker.close();
    }

    @Benchmark
    public Published publish() {
        CompletableFuture<Published> published = channel.publish(payload);
        return published.join();
    }
}
