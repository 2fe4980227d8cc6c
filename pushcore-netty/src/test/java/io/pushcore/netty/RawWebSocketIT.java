package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Payload;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The raw WebSocket of a channel, with the JDK's client. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
class RawWebSocketIT {
    private HttpBroker broker = open(builder -> builder);

    /** Where it is asked. */
    HttpBroker open(UnaryOperator<Broker.Builder> more) {
        return HttpBroker.open(more);
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    @Test
    void aFrameInPublishesAndAFrameOutIsAPayload() throws Exception {
        WebSocketClient anna = broker.webSocket("/channels/news?since=0");
        WebSocketClient ben = broker.webSocket("/channels/news?since=0");
        anna.say("hello");
        assertThat(anna.next()).isEqualTo("hello");
        assertThat(ben.next()).isEqualTo("hello");
        ben.say(new byte[] {1, 2, 3}).say("");
        assertThat(anna.next()).isEqualTo("<binary 3>");
        assertThat(anna.next()).isEmpty();
    }

    @Test
    void aJsonPayloadIsATextFrame() throws Exception {
        WebSocketClient anna = broker.webSocket("/channels/news?since=0");
        broker.broker().channel("news").publish(Payload.json("{\"a\":1}")).join();
        assertThat(anna.next()).isEqualTo("{\"a\":1}");
    }

    @Test
    void withoutSinceItBeginsNow() throws Exception {
        broker.broker().channel("news").publish("before").join();
        WebSocketClient anna = broker.webSocket("/channels/news");
        // what she says herself is served after her subscription
        anna.say("hello");
        assertThat(anna.next()).isEqualTo("hello");
    }

    @Test
    void itReplaysSinceAnOffset() throws Exception {
        for (int i = 1; i <= 5; i++) {
            broker.broker().channel("news").publish("message " + i).join();
        }
        WebSocketClient anna = broker.webSocket("/channels/news?since=3");
        assertThat(anna.next()).isEqualTo("message 4");
        assertThat(anna.next()).isEqualTo("message 5");
    }

    @Test
    void theNameOfTheChannelIsDecodedOnce() throws Exception {
        WebSocketClient anna = broker.webSocket("/channels/caf%C3%A9%2525%2Fx?since=0");
        broker.broker().channel("café%25/x").publish("hello").join();
        assertThat(anna.next()).isEqualTo("hello");
    }

    @Test
    void whatWasSentBeforeTheClosingHandshakeIsPublished() throws Exception {
        WebSocketClient anna = broker.webSocket("/channels/news?since=0");
        WebSocketClient ben = broker.webSocket("/channels/news?since=0");
        anna.say("one").say("two").leave(1000, "bye");
        assertThat(ben.next()).isEqualTo("one");
        assertThat(ben.next()).isEqualTo("two");
    }

    @Test
    void aPayloadAboveTheLimitOfItsChannelClosesWith1009() throws Exception {
        broker.close();
        broker = open(builder -> builder.channels(ChannelRules.keep(10).maxPayload(100)));
        WebSocketClient anna = broker.webSocket("/channels/news?since=0");
        anna.say("x".repeat(101));
        assertThat(anna.next()).startsWith("<close 1009 413 ");
    }

    @Test
    void aGapClosesWith4410AndNothingComesBehindIt() throws Exception {
        broker.close();
        broker = HttpBroker.open(builder -> builder.channels(ChannelRules.keep(5)));
        for (int i = 1; i <= 20; i++) {
            broker.broker().channel("news").publish("message " + i).join();
        }
        WebSocketClient anna = broker.webSocket("/channels/news?since=3");
        assertThat(anna.next()).matches("<close 4410 gap [0-9a-z]+:3 [0-9a-z]+:15>");
    }

    @Test
    void theEndOfTheBrokerClosesWith1012() throws Exception {
        WebSocketClient anna = broker.webSocket("/channels/news?since=0");
        anna.say("hello");
        assertThat(anna.next()).isEqualTo("hello");
        broker.broker().close(Duration.ofSeconds(1));
        assertThat(anna.next()).startsWith("<close 1012 504 ");
    }
}
