package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Stats;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** More than anybody needs, on one connection: it is answered by number or closed, on a bounded heap, and others do not notice. */
@Timeout(300)
@ExtendWith(LeakWatch.class)
final class FloodIT {
    private static final int MEBIBYTE = 1 << 20;

    private final LineBroker broker = LineBroker.open();
    private LineClient neighbour;
    private int said;

    @BeforeEach
    void connectNeighbour() throws IOException {
        neighbour = broker.modern();
        assertThat(neighbour.say("sub street\n").line()).startsWith("ok sub street ");
    }

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    @Test
    void aHundredThousandSubscribesEndAtTheCap() throws Exception {
        int asked = 100_000;
        UsedHeap heap = new UsedHeap();
        LineClient client = broker.modern();
        AtomicBoolean all = new AtomicBoolean();
        CompletableFuture<Void> asking = Background.run(() -> {
            StringBuilder commands = new StringBuilder();
            for (int i = 0; i < asked; i++) {
                commands.append("sub c").append(i).append('\n');
                if (i % 1_000 == 999) {
                    client.say(commands.toString());
                    commands.setLength(0);
                }
            }
            all.set(true);
        });
        for (int i = 0; i < asked; i++) {
            String answer = client.line();
            if (i < 1_000) {
                assertThat(answer).startsWith("ok sub c" + i + " ");
            } else {
                assertThat(answer).isEqualTo("err 429 no more than 1000 channelsPerConnection");
            }
            if (i % 5_000 == 0) {
                theNeighbourGoesOn();
            }
        }
        asking.join();
        assertThat(all).isTrue();
        heap.hasGrownByLessThan(16 * MEBIBYTE);
        Stats stats = broker.broker().stats();
        assertThat(stats.channels()).isEqualTo(1_001);
        assertThat(stats.subscriptions()).isEqualTo(1_001);

        assertThat(client.say("unsub c7\nsub again\n").line()).isEqualTo("ok unsub c7");
        assertThat(client.line()).startsWith("ok sub again ");
        client.close();
        await().until(() -> broker.broker().stats().connections() == 1);
        assertThat(broker.broker().stats().subscriptions()).isEqualTo(1);
        theNeighbourGoesOn();
    }

    @Test
    void aLineOf32MebibytesIsRefusedInTheModernForm() throws Exception {
        refuses(broker.modern(), 32, "err 431 line must not be longer than ");
    }

    @Test
    void aLineOf32MebibytesIsRefusedInThePlainForm() throws Exception {
        refuses(broker.plain(), 32, "\1line must not be longer than ");
    }

    @Test
    @Tag("full")
    void aLineOfAGibibyteIsRefused() throws Exception {
        refuses(broker.modern(), 1_024, "err 431 line must not be longer than ");
        refuses(broker.plain(), 1_024, "\1line must not be longer than ");
    }

    @Test
    void whoDoesNotReadItsAnswersIsNotRead() throws Exception {
        int pings = 4_000_000;
        LineClient client = broker.modern();
        UsedHeap heap = new UsedHeap();
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Void> pinging = Background.run(() -> {
            String thousand = "ping\n".repeat(1_000);
            while (sent.get() < pings) {
                client.say(thousand);
                sent.addAndGet(1_000);
            }
        });
        assertThat(Background.standing(sent::get)).isLessThan(pings);
        heap.hasGrownByLessThan(8 * MEBIBYTE);
        theNeighbourGoesOn();
        for (int i = 0; i < pings / 1_000; i++) {
            assertThat(client.bytes(5_000)).startsWith("pong\n").endsWith("pong\n");
        }
        pinging.join();
    }

    /** Sends so much of a line that does not end, and reads the refusal meanwhile. */
    private void refuses(LineClient client, int mebibytes, String refusal) throws Exception {
        UsedHeap heap = new UsedHeap();
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<Void> reading = Background.run(() -> answer.complete(client.rest()));
        String mebibyte = "x".repeat(MEBIBYTE);
        for (int i = 0; i < mebibytes && !isClosedAt(client, mebibyte); i++) {
            if (i % (mebibytes / 4) == 0) {
                heap.hasGrownByLessThan(8 * MEBIBYTE);
                theNeighbourGoesOn();
            }
        }
        reading.join();
        assertThat(answer.join()).startsWith(refusal);
        await().until(() -> broker.broker().stats().connections() == 1);
        heap.hasGrownByLessThan(8 * MEBIBYTE);
        theNeighbourGoesOn();
    }

    private static boolean isClosedAt(LineClient client, String bytes) {
        try {
            client.say(bytes);
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    /** Publishes, and hears itself. */
    private void theNeighbourGoesOn() throws IOException {
        said++;
        String text = "still here " + said;
        neighbour.say("pub street " + text.length() + "\n" + text + "\n");
        String first = neighbour.line();
        String heard = first.startsWith("msg street ") ? neighbour.payload(first) : neighbour.payload(neighbour.line());
        assertThat(heard).isEqualTo(text);
        if (first.startsWith("msg street ")) {
            assertThat(neighbour.line()).startsWith("ok pub street ");
        }
    }
}
