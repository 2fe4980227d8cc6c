package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Payload;
import java.util.concurrent.TimeUnit;
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

/**
 * One publisher and connections without a network behind them: encoding once, the tape, the lane and its slices. An operation is
 * a message that was written to a connection.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xmn700m", "-XX:+UseParallelGC"})
@State(Scope.Benchmark)
public class TapeBenchmark {
    @Param({"1", "100", "1000"})
    public int connections;

    private final Payload payload = Setting.payload(0);
    private final Rounds rounds = new Rounds();
    private final SinkTransport transport = new SinkTransport();
    private final Broker broker = Setting.broker().transport(transport).build();
    private final Channel channel = broker.channel("news");
    private int messages;

    @Setup
    public void open() throws InterruptedException {
        messages = Setting.DELIVERIES / connections;
        for (int i = 0; i < connections; i++) {
            transport.connect("news", rounds, messages);
        }
        rounds.await(connections);
    }

    @TearDown
    public void close() {
        broker.close();
    }

    @Benchmark
    @OperationsPerInvocation(Setting.DELIVERIES)
    public void publish() throws InterruptedException {
        for (int i = 0; i < messages; i++) {
            channel.publish(payload);
        }
        rounds.await(connections);
    }
}
