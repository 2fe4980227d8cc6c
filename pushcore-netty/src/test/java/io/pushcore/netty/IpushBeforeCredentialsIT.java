package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("On the client port of ipush, before it is known who it is")
@Timeout(120)
class IpushBeforeCredentialsIT {
    private static final String ANNA = "uid=anna&password=x";

    private final HeldAuthenticator held = new HeldAuthenticator();
    private final ManualTime time = ManualTime.create();
    private IpushBroker ipush;

    @AfterEach
    void close() throws Exception {
        ipush.close();
    }

    private void awaitConnections(int count) {
        await().until(() -> ipush.broker().stats().connections() == count);
    }

    @Test
    void connectionsAreCappedInEachForm() throws Exception {
        ipush = IpushBroker.open(
                builder -> builder.authenticator(held).time(time).limit(Limit.UNAUTHENTICATED_CONNECTIONS, 2));
        IpushClient chunks = ipush.asking(ANNA);
        LineClient socket = ipush.rawWebSocket("uid=bert&password=x", "");
        awaitConnections(2);
        assertThat(ipush.asking(ANNA).rest()).startsWith("HTTP/1.1 429 ").contains("{\"error\":\"");
        assertThat(ipush.rawWebSocket(ANNA, "").rest())
                .startsWith("HTTP/1.1 429 ")
                .contains("{\"error\":\"");
        held.admit();
        assertThat(chunks.head()).startsWith("HTTP/1.1 200 ");
        assertThat(socket.line()).startsWith("HTTP/1.1 101 ");
    }

    @Test
    void eachHasTenSeconds() throws Exception {
        ipush = IpushBroker.open(builder -> builder.authenticator(held).time(time));
        IpushClient chunks = ipush.asking(ANNA);
        LineClient socket = ipush.rawWebSocket("uid=bert&password=x", "");
        awaitConnections(2);
        time.advance(Duration.ofSeconds(9));
        assertThat(ipush.broker().stats().connections()).isEqualTo(2);
        time.advance(Duration.ofSeconds(2));
        assertThat(chunks.rest()).startsWith("HTTP/1.1 408 ");
        assertThat(socket.rest()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void whatIsSaidMeanwhileIsHeldForWhoIsAdmittedAndBounded() throws Exception {
        ipush = IpushBroker.open(builder -> builder.authenticator(held).time(time));
        IpushClient anna = ipush.asking(ANNA);
        anna.say("{\"y\":9}");
        UsedHeap heap = new UsedHeap();
        IpushClient flood = ipush.asking("uid=flood&password=x");
        flood.raw("800\r\n" + "x".repeat(64 << 10));
        awaitConnections(2);
        heap.hasGrownByLessThan(4 << 20);
        held.admit();
        assertThat(anna.head()).startsWith("HTTP/1.1 200 ");
        assertThat(anna.next()).startsWith("{\"error\":\"this is no message");
        flood.head();
        assertThat(flood.next()).contains("longer than its size says");
    }
}
