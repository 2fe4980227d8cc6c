package io.pushcore.netty.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Payload;
import io.pushcore.Stats;
import io.pushcore.netty.TcpTransport;
import io.pushcore.netty.line.LineDialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One channel, many connections, a tenth of which never read: what it costs the others, and what it costs in memory. */
class ManySubscribersIT {
    private static final int PAYLOAD_BYTES = 1_024;
    private static final int MESSAGES = 2_000;
    /** What a connection may hold on the heap and in segments, beside the socket's own buffers. */
    private static final long BYTES_PER_CONNECTION = 16 << 10;
    /** A batch of 64 KiB and the segments of 16 KiB that its ends stand in. */
    private static final long BYTES_PER_STALLED_CONNECTION = 96 << 10;

    @Test
    void twoThousandSubscribersOfWhichTwoHundredNeverRead() throws Exception {
        tenthNeverReads(2_000);
    }

    @Test
    @Tag("full")
    void tenThousandSubscribersOfWhichAThousandNeverRead() throws Exception {
        tenthNeverReads(10_000);
    }

    private static void tenthNeverReads(int connections) throws Exception {
        CountingDialect dialect = new CountingDialect(LineDialect.lines());
        TcpTransport transport = TcpTransport.port(0, dialect).backlog(4_096);
        int silent = connections / 10;
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(1_000).waitWhenReadersLag(Duration.ofMinutes(1)))
                .publishWaits(Duration.ofMinutes(1))
                .transport(transport)
                .build()) {
            long empty = usedHeap();
            try (Swarm swarm = Swarm.start(transport.port(), connections - silent, silent)) {
                assertThat(swarm.answer()).isEqualTo("ready");
                long idle = usedHeap();
                publish(broker.channel("news"));
                swarm.order("loud " + MESSAGES);
                assertThat(swarm.answer()).isEqualTo("loud " + MESSAGES + " 0 0");
                long stalled = usedHeap();
                Stats stats = broker.stats();
                swarm.order("all " + MESSAGES);
                assertThat(swarm.answer()).isEqualTo("all " + MESSAGES + " 0 0");
                long encodings = dialect.encodings.get();
                report(connections, empty, idle, stalled, stats, encodings);

                assertThat(idle - empty).isLessThan(connections * BYTES_PER_CONNECTION);
                assertThat(stalled - idle - stats.hotWindowBytes() - stats.pageBytes())
                        .isLessThan(connections * BYTES_PER_CONNECTION);
                assertThat(stats.tapeBytes()).isLessThan((1 << 20) + silent * BYTES_PER_STALLED_CONNECTION);
                // once for the tape, and in pages for those who catch up, which begin where each of them stood: some
                // ten times at
                // most, and not once for each of them
                assertThat(encodings).isBetween((long) MESSAGES, 10L * MESSAGES);
            }
        }
    }

    private static void publish(Channel channel) {
        byte[] bytes = new byte[PAYLOAD_BYTES];
        Payload payload = Payload.of(bytes);
        for (int i = 0; i < MESSAGES; i++) {
            channel.publish(payload).join();
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void report(int connections, long empty, long idle, long stalled, Stats stats, long encodings) {
        System.out.printf(
                "%,d connections: %,d bytes of heap each when idle, %,d when a tenth stands still; hot window %,d, tapes %,d,"
                        + " pages %,d; %,d encodings of %,d messages%n",
                connections,
                (idle - empty) / connections,
                (stalled - empty) / connections,
                stats.hotWindowBytes(),
                stats.tapeBytes(),
                stats.pageBytes(),
                encodings,
                MESSAGES);
    }

    /** The other process. */
    private record Swarm(Process process, BufferedReader in, Writer out) implements AutoCloseable {
        static Swarm start(int port, int reading, int silent) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:MaxDirectMemorySize=64m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SubscriberSwarm.class.getName()));
            command.addAll(
                    List.of(Integer.toString(port), "news", Integer.toString(reading), Integer.toString(silent)));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Swarm(
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII)),
                    new OutputStreamWriter(process.getOutputStream(), US_ASCII));
        }

        String answer() throws IOException {
            return in.readLine();
        }

        void order(String line) throws IOException {
            out.write(line + "\n");
            out.flush();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
