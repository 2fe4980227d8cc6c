package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Stats;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** More than anybody needs, on one WebSocket: it is answered by number, on a bounded heap, and others do not notice. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class HttpFloodIT {
    private static final int ASKED = 100_000;
    private static final int IN_A_MESSAGE = 500;
    private static final int CAP = 1_000;

    private final HttpBroker broker = HttpBroker.open();
    private WebSocketClient neighbour;
    private int said;

    @BeforeEach
    void connectNeighbour() throws Exception {
        neighbour = broker.webSocket("/channels/street?since=0");
        theNeighbourGoesOn();
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    @Test
    void aHundredThousandSubscribesEndAtTheCap() throws Exception {
        UsedHeap heap = new UsedHeap();
        WebSocketClient client = broker.webSocket("/connection/websocket");
        client.say("{\"id\":1,\"connect\":{}}");
        assertThat(client.next()).startsWith("{\"id\":1,\"connect\":{");
        CompletableFuture<Void> asking = Background.run(() -> ask(client));
        for (int i = 1; i <= ASKED; i++) {
            String answer = client.next();
            if (i <= CAP) {
                assertThat(answer).startsWith("{\"id\":" + (i + 1) + ",\"subscribe\":{");
            } else {
                assertThat(answer)
                        .isEqualTo("{\"id\":" + (i + 1)
                                + ",\"error\":{\"code\":106,\"message\":\"no more than 1000 channelsPerConnection\"}}");
            }
            if (i % 5_000 == 0) {
                theNeighbourGoesOn();
            }
        }
        asking.join();
        heap.hasGrownByLessThan(16 << 20);
        Stats stats = broker.broker().stats();
        assertThat(stats.channels()).isEqualTo(CAP + 1);
        assertThat(stats.subscriptions()).isEqualTo(CAP + 1);

        client.say("{\"id\":200001,\"unsubscribe\":{\"channel\":\"c7\"}}");
        assertThat(client.next()).isEqualTo("{\"id\":200001,\"unsubscribe\":{}}");
        client.say("{\"id\":200002,\"subscribe\":{\"channel\":\"again\"}}");
        assertThat(client.next()).startsWith("{\"id\":200002,\"subscribe\":{");
        client.close();
        await().until(() -> broker.broker().stats().connections() == 1);
        assertThat(broker.broker().stats().subscriptions()).isEqualTo(1);
        theNeighbourGoesOn();
    }

    private static void ask(WebSocketClient client) {
        StringBuilder message = new StringBuilder();
        for (int i = 1; i <= ASKED; i++) {
            message.append("{\"id\":")
                    .append(i + 1)
                    .append(",\"subscribe\":{\"channel\":\"c")
                    .append(i)
                    .append("\"}}\n");
            if (i % IN_A_MESSAGE == 0) {
                client.say(message.toString());
                message.setLength(0);
            }
        }
    }

    /** Publishes, and hears itself. */
    private void theNeighbourGoesOn() throws InterruptedException {
        said++;
        neighbour.say("still here " + said);
        assertThat(neighbour.next()).isEqualTo("still here " + said);
    }
}
