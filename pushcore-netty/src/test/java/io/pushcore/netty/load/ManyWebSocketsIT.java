package io.pushcore.netty.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.Stats;
import io.pushcore.netty.HttpTransport;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One channel, many WebSockets, a tenth of which never read: what it costs the others and in memory, and what the tenth gets. No
 * pings go out, since no time passes but what the test lets pass.
 */
@Timeout(300)
final class ManyWebSocketsIT {
    /** What the kernel takes for a socket that does not read, and half a MiB. */
    private static final int FILLING_MESSAGES = 420;

    private static final int FILLING_BYTES = 8_000;
    /** How often the publisher waits for those who read. */
    private static final int ROUNDS = 20;
    /** What a connection may hold on the heap, beside the socket's own buffers. */
    private static final long BYTES_PER_CONNECTION = 8 << 10;
    /** A batch of 64 KiB and the segments of 16 KiB that its ends stand in. */
    private static final long BYTES_PER_STALLED_CONNECTION = 96 << 10;
    /** Less than what the tenth does not get. */
    private static final int SMALL_WINDOW = 256 << 10;

    private final ManualTime time = ManualTime.create();
    private final Encodings encodings = new Encodings();
    private final Listener transport =
            encodings.of(HttpTransport.port(0).lanes(2).backlog(4_096));

    /** What is said on a WebSocket, and how much of it: a raw one has no second channel that fills its socket. */
    private enum Form {
        CENTRIFUGE(600, 1_000, "centrifuge+filler", BYTES_PER_CONNECTION),
        RAW(FILLING_MESSAGES, FILLING_BYTES, "raw", BYTES_PER_STALLED_CONNECTION);

        final int messages;
        final int bytes;
        final String silent;
        /** What a write that stands holds on the heap beside windows and pages: what a raw one was given is copied out of the tape. */
        final long heldBytes;

        Form(int messages, int bytes, String silent, long heldBytes) {
            this.messages = messages;
            this.bytes = bytes;
            this.silent = silent;
            this.heldBytes = heldBytes;
        }

        Swarm start(int port, int connections) throws Exception {
            int standing = connections / 10;
            return Swarm.start(name().toLowerCase(Locale.ROOT), silent, port, connections - standing, standing);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTenthThatDoesNotReadCatchesUpAndTheOthersDoNotNotice(Form form) throws Exception {
        catchesUp(form, 500);
    }

    @Test
    @Tag("full")
    void aThousandOfTenThousandThatDoNotReadCatchUp() throws Exception {
        catchesUp(Form.CENTRIFUGE, 10_000);
    }

    @ParameterizedTest
    @EnumSource
    void aTenthThatDoesNotReadWhatIsTrimmedIsToldOfTheGap(Form form) throws Exception {
        isToldOfTheGap(form, 500);
    }

    @Test
    @Tag("full")
    void aThousandOfTenThousandAreToldOfTheGap() throws Exception {
        isToldOfTheGap(Form.CENTRIFUGE, 10_000);
    }

    private void catchesUp(Form form, int connections) throws Exception {
        int standing = connections / 10;
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(1_000))
                .time(time)
                .transport(transport)
                .build()) {
            long empty = usedHeap();
            try (Swarm swarm = form.start(transport.port(), connections)) {
                long idle = usedHeap();
                publish(form, broker, swarm);
                // long enough for what a write that stands holds to be copied out
                time.advance(Duration.ofSeconds(20));
                long stalled = usedHeap();
                Stats stats = broker.stats();
                assertThat(swarm.gapsOfSilentUntilAllHave(form.messages)).isZero();
                long after = usedHeap();
                System.out.printf(
                        Locale.ROOT,
                        "%s, %,d WebSockets, %,d of them do not read: heap %,d before, %,d idle (%,d each), %,d while they stand"
                                + " still, %,d when they caught up; hot windows %,d, tapes %,d, pages %,d; %,d encodings of %,d messages%n",
                        form,
                        connections,
                        standing,
                        empty,
                        idle,
                        (idle - empty) / connections,
                        stalled,
                        after,
                        stats.hotWindowBytes(),
                        stats.tapeBytes(),
                        stats.pageBytes(),
                        encodings.count(),
                        form.messages);

                assertThat(idle - empty).isLessThan(connections * BYTES_PER_CONNECTION);
                assertThat(stalled - idle - stats.hotWindowBytes() - stats.pageBytes())
                        .isLessThan((4 << 20) + standing * form.heldBytes);
                assertThat(stats.tapeBytes()).isLessThan((1 << 20) + standing * BYTES_PER_STALLED_CONNECTION);
                // once for the tape, and in pages for those who catch up, which begin where each of them stood
                assertThat(encodings.count()).isBetween((long) form.messages, 10L * (form.messages + FILLING_MESSAGES));
            }
        }
    }

    private void isToldOfTheGap(Form form, int connections) throws Exception {
        try (Broker broker = Broker.builder()
                        .channels(ChannelRules.keep(10))
                        .channels("filler", ChannelRules.keep(1_000))
                        .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, SMALL_WINDOW)
                        .time(time)
                        .transport(transport)
                        .build();
                Swarm swarm = form.start(transport.port(), connections)) {
            publish(form, broker, swarm);
            long gaps = swarm.gapsOfSilentUntilAllHave(form.messages);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %,d WebSockets, %,d of them do not read what is trimmed: %,d gaps told%n",
                    form,
                    connections,
                    connections / 10,
                    gaps);
            assertThat(gaps).isEqualTo(connections / 10);
        }
    }

    private static void publish(Form form, Broker broker, Swarm swarm) throws Exception {
        for (int i = 1; i <= FILLING_MESSAGES; i++) {
            broker.channel("filler").publish(message(i, FILLING_BYTES)).join();
        }
        for (int i = 1; i <= form.messages; i++) {
            broker.channel("news").publish(message(i, form.bytes)).join();
            if (i % (form.messages / ROUNDS) == 0) {
                swarm.loudHave(i);
            }
        }
    }

    private static Payload message(int number, int bytes) {
        return Payload.json("{\"n\":" + number + ",\"x\":\"" + "x".repeat(bytes) + "\"}");
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
