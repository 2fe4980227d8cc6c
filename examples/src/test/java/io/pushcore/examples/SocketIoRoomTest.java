package io.pushcore.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.netty.SocketIoTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients of the chat for Socket.IO see, packet by packet; {@code e2e/socketio.test.mjs} speaks to such a port with the library. */
@Timeout(180)
class SocketIoRoomTest {
    private final SocketIoTransport port = SocketIoRoom.on(0);
    private final Broker broker = SocketIoRoom.open(port);

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void whoHasEnteredHearsWhatIsSaid() throws Exception {
        try (Client anna = new Client("{}");
                Client ben = new Client("{}")) {
            anna.enter();
            ben.enter();
            ben.say("42[\"say\",\"garden\",\"hello\"]");
            assertThat(anna.next()).startsWith("42[\"said\",\"hello\",\"");
            assertThat(ben.next()).startsWith("42[\"said\",\"hello\",\"");
        }
    }

    @Test
    void whoWasCutOffHearsWhatWasSaidMeanwhile() throws Exception {
        String again;
        try (Client anna = new Client("{}")) {
            anna.enter();
            broker.channel("chat.garden").publish("one").join();
            // each event ends with what a client gives back
            String last = anna.next().replaceAll(".*,\"([^\"]*)\"]$", "$1");
            again = "{\"pid\":\"" + anna.secret() + "\",\"offset\":\"" + last + "\"}";
            anna.cut();
        }
        broker.channel("chat.garden").publish("two").join();
        try (Client anna = new Client(again)) {
            assertThat(anna.next()).startsWith("42[\"message\",\"two\",\"");
            assertThat(port.clients()).anyMatch(client -> client.isRecovered());
        }
    }

    /** One that is in. */
    private final class Client implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;
        private final String connected;

        Client(String auth) throws InterruptedException {
            URI address = URI.create("ws://127.0.0.1:" + port.port() + "/socket.io/?EIO=4&transport=websocket");
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(address, this)
                    .join();
            assertThat(next()).startsWith("0{\"sid\":");
            say("40" + auth);
            connected = next();
            assertThat(connected).startsWith("40{\"sid\":");
        }

        String secret() {
            return connected.replaceAll(".*\"pid\":\"([^\"]*)\".*", "$1");
        }

        void enter() throws InterruptedException {
            say("421[\"enter\",\"garden\"]");
            assertThat(next()).isEqualTo("431[\"welcome\"]");
        }

        void say(String packet) {
            socket.sendText(packet, true).join();
        }

        String next() throws InterruptedException {
            String next = heard.poll(60, TimeUnit.SECONDS);
            assertThat(next).as("what comes next").isNotNull();
            return next;
        }

        void cut() {
            socket.abort();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
