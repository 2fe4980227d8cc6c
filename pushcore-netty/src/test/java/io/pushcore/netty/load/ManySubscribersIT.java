package io.pushcore.netty.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Payload;
import io.pushcore.Stats;
import io.pushcore.netty.TcpTransport;
import io.pushcore.netty.line.LineDialect;
import io.pushcore.transport.Listener;
import java.time.Duration;
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
        Encodings encodings = new Encodings();
        Listener transport =
                encodings.of(TcpTransport.port(0, LineDialect.lines()).backlog(4_096));
        int silent = connections / 10;
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(1_000).waitWhenReadersLag(Duration.ofMinutes(1)))
                .publishWaits(Duration.ofMinutes(1))
                .transport(transport)
                .build()) {
            long empty = usedHeap();
            try (Swarm swarm = Swarm.start("line", transport.port(), connections - silent, silent)) {
                long idle = usedHeap();
                publish(broker.channel("news"));
                swarm.loudHave(MESSAGES);
                long stalled = usedHeap();
                Stats stats = broker.stats();
                assertThat(swarm.gapsOfSilentUntilAllHave(MESSAGES)).isZero();
                report(connections, empty, idle, stalled, stats, encodings.count());

                assertThat(idle - empty).isLessThan(connections * BYTES_PER_CONNECTION);
                assertThat(stalled - idle - stats.hotWindowBytes() - stats.pageBytes())
                        .isLessThan(connections * BYTES_PER_CONNECTION);
                assertThat(stats.tapeBytes()).isLessThan((1 << 20) + silent * BYTES_PER_STALLED_CONNECTION);
                // once for the tape, and in pages for those who catch up, which begin where each of them stood: some
                // ten times at
                // most, and not once for each of them
                assertThat(encodings.count()).isBetween((long) MESSAGES, 10L * MESSAGES);
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
}
