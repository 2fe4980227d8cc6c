package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A page of another site makes a visitor's browser do nothing here, on any route or port")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class ForeignPagesIT {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final List<String> FOREIGN = List.of(
            "Host: localhost\r\nOrigin: https://evil.example\r\n",
            "Host: localhost\r\nOrigin: null\r\n",
            "Host: localhost\r\nOrigin: http://localhost.evil.example\r\n",
            "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n",
            "Host: evil.example\r\n",
            "Host: evil.example\r\nOrigin: http://evil.example\r\n");

    private final HttpBroker broker = HttpBroker.open();

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /channels/c",
                "POST /channels/c",
                "GET /channels/c/history",
                "GET /channels/c/presence",
                "GET /connection/sse?cf_connect=%7B%7D",
                "POST /connection/http_stream",
                "POST /emulation",
                "OPTIONS /channels/c"
            })
    void noRouteServesIt(String request) throws Exception {
        for (String headers : FOREIGN) {
            String body = request.startsWith("POST") ? "Content-Length: 2\r\n\r\n{}" : "\r\n";
            assertThat(broker.raw()
                            .say(request + " HTTP/1.1\r\n" + headers + "Connection: close\r\n" + body)
                            .rest())
                    .as(headers)
                    .startsWith("HTTP/1.1 403 ")
                    .containsOnlyOnce("HTTP/1.1 ");
        }
        assertThat(broker.broker().stats().published()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/channels/c", "/connection/websocket"})
    void noWebSocketIsOpenedForIt(String path) throws Exception {
        for (String headers : FOREIGN) {
            LineClient raw = broker.raw();
            raw.say("GET " + path + " HTTP/1.1\r\n" + headers + UPGRADE + "\r\n");
            assertThat(raw.line()).as(headers).startsWith("HTTP/1.1 403 ");
        }
        await().until(() -> broker.broker().stats().connections() == 0);
    }

    @Test
    void commandsInTheBodyOfARequestAreNotRunOnALinePort() throws Exception {
        try (LineBroker lines = LineBroker.open()) {
            String request = " / HTTP/1.1\r\nHost: localhost:2222\r\nOrigin: https://evil.example\r\n"
                    + "Content-Type: text/plain\r\n\r\nhello 2\npub c 1\nx\npub c evil\n";
            for (String method : List.of("POST", "GET", "PUT", "\r\nPOST")) {
                assertThat(lines.plain().say(method + request).rest()).isEqualTo("\1this port does not speak HTTP\n\2");
            }
            assertThat(lines.framed().say("POST" + request).rest()).contains("frame must not be longer than");
            assertThat(lines.broker().stats().published()).isZero();
            assertThat(lines.plain().say("pub c GET / HTTP/1.1\n").plain()).isEqualTo("\1PUBLISHED\n\2");
        }
    }
}
