package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.ChannelRules;
import io.pushcore.History;
import io.pushcore.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers and accidents bring to the HTTP port: a class for each kind. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class HttpHardeningIT {
    private static final String HOST = "Host: localhost\r\n";

    private HttpBroker broker = HttpBroker.open();

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    /** All that is answered to these bytes, with the connection closed after it. */
    private String answer(String bytes) throws Exception {
        return broker.raw().say(bytes).rest();
    }

    private static String get(String headers) {
        return "GET /channels/c HTTP/1.1\r\n" + headers + "\r\n";
    }

    @Nested
    class Smuggling {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET /channels/c HTTP/1.1\r\n\r\n",
                    "GET /channels/c HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                    "POST /channels/c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                    "POST /channels/c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "POST /channels/c HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "POST /channels/c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                    "POST /channels/c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
                    "POST /channels/c HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                    "POST /channels/c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1x\r\n\r\n",
                    "GET /channels/c HTTP/1.1\nHost: localhost\n\n",
                    "GET /channels/c HTTP/1.1\r\nHost: localhost\r\nA : b\r\n\r\n",
                    "\u0001GET /channels/c HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET http://localhost/channels/c HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "nonsense\r\n\r\n"
                })
        void whatTwoServersCouldReadDifferentlyIsRefusedAndClosed(String bytes) throws Exception {
            assertThat(answer(bytes)).startsWith("HTTP/1.1 400 Bad Request").contains("Connection: close");
        }

        @Test
        void nothingIsServedBehindARefusal() throws Exception {
            String all = answer("GET /channels/c HTTP/1.1\r\n\r\n" + get(HOST));
            assertThat(all.split("HTTP/1.1 ", -1)).hasSize(2);
        }

        @Test
        void anUpgradeHasNoBody() throws Exception {
            assertThat(answer(get(HOST
                                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 5\r\n")
                            + "hello"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Nested
    class Sizes {
        @Test
        void aLineHasEightKibibytesAndHeadersSixteen() throws Exception {
            assertThat(answer("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\n" + HOST + "\r\n"))
                    .startsWith("HTTP/1.1 431 ")
                    .contains("request line must not be longer than 8192 bytes");
            assertThat(answer(get(HOST + "A: " + "x".repeat(17_000) + "\r\n")))
                    .startsWith("HTTP/1.1 431 ")
                    .contains("headers must not be longer than 16384 bytes");
        }

        @Test
        void aBodyThatIsTooLongIsRefusedAsSoonAsItsLengthIsKnown() throws Exception {
            assertThat(answer("POST /channels/c HTTP/1.1\r\n" + HOST + "Content-Length: 2147483647\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("body must not be longer than");
            assertThat(answer(
                            "POST /channels/c HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(answer(get(HOST + "Content-Length: 1\r\n"))).startsWith("HTTP/1.1 413 ");
        }

        @Test
        void aChunkExtensionWithoutEndIsRefused() throws Exception {
            assertThat(answer("POST /channels/c HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n1;"
                            + "x".repeat(9_000)))
                    .startsWith("HTTP/1.1 4");
        }

        @Test
        void tinyChunksAreOneBody() throws Exception {
            broker.close();
            broker = HttpBroker.open(
                    builder -> builder.channels(ChannelRules.keep(10).maxPayload(1 << 20)));
            String chunks = "1\r\nx\r\n".repeat(65_536);
            String all = answer("POST /channels/c HTTP/1.1\r\n" + HOST
                    + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");
            assertThat(all).startsWith("HTTP/1.1 200 OK").contains("\"offset\":1");
        }

        @Test
        void whoAsksWhetherToSendABodyIsTold() throws Exception {
            LineClient raw = broker.raw();
            raw.say("POST /channels/c HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.line()).isEqualTo("HTTP/1.1 100 Continue\r");
            assertThat(raw.line()).isEqualTo("\r");
            assertThat(raw.say("x").line()).isEqualTo("HTTP/1.1 200 OK\r");
        }
    }

    @Nested
    class Compression {
        private final String gzip = "\u001f\u008b\b\0\0\0\0\0\0\u00ff\u00ed\u00c1";

        @Test
        void aBodyThatSaysItIsCompressedIsNotInflated() throws Exception {
            assertThat(answer("POST /channels/c HTTP/1.1\r\n" + HOST
                            + "Connection: close\r\nContent-Encoding: gzip\r\nContent-Type: application/octet-stream\r\n"
                            + "Content-Length: " + gzip.length() + "\r\n\r\n" + gzip))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(broker.broker()
                            .channel("c")
                            .history(History.earliest())
                            .join()
                            .messages())
                    .extracting(message -> message.payload().length())
                    .containsExactly(gzip.length());
        }

        @Test
        void noWebSocketIsCompressed() throws Exception {
            for (String path : new String[] {"/channels/c", "/connection/websocket"}) {
                LineClient raw = broker.raw();
                raw.say("GET " + path + " HTTP/1.1\r\n" + HOST
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n");
                assertThat(raw.line()).startsWith("HTTP/1.1 101 ");
                // a frame whose first reserved bit says that it is compressed
                assertThat(raw.say("\u00c1\u0081\0\0\0\0x").rest())
                        .doesNotContainIgnoringCase("Sec-WebSocket-Extensions")
                        .contains("\u0003\u00ea");
            }
        }
    }

    @Nested
    class HalfOpen {
        @Test
        void slowHeadsAndBodiesAreRefusedAndIdleConnectionsClosed() throws Exception {
            broker.close();
            broker = HttpBroker.open(
                    HttpTransport.port(0).lanes(1).deadlines(Duration.ofMillis(100), Duration.ofMillis(200)),
                    builder -> builder);
            assertThat(answer("GET /chan")).startsWith("HTTP/1.1 408 Request Timeout");
            assertThat(answer("")).startsWith("HTTP/1.1 408 Request Timeout");
            assertThat(answer("POST /channels/c HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nab"))
                    .startsWith("HTTP/1.1 408 Request Timeout");
            assertThat(answer("GET /channels/c/presence HTTP/1.1\r\n" + HOST + "\r\n"))
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("{\"presence\":[]}\n");
        }

        @Test
        void whoSendsNoMoreGetsItsAnswer() throws Exception {
            LineClient raw = broker.raw();
            raw.say("GET /channels/c/presence HTTP/1.1\r\n" + HOST + "\r\n").sayNoMore();
            assertThat(raw.rest()).endsWith("{\"presence\":[]}\n");
        }

        @Test
        void aWebSocketThatAnswersNoPingIsClosed() throws Exception {
            broker.close();
            ManualTime time = ManualTime.create();
            broker = HttpBroker.open(builder -> builder.time(time));
            for (String path : new String[] {"/channels/c", "/connection/websocket"}) {
                LineClient gone = broker.raw();
                gone.say("GET " + path + " HTTP/1.1\r\n" + HOST
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                        // {"id":1,"connect":{}}, masked with zeros
                        + "\u0081\u0095\0\0\0\0{\"id\":1,\"connect\":{}}");
                assertThat(gone.line()).startsWith("HTTP/1.1 101 ");
            }
            WebSocketClient alive = broker.webSocket("/channels/c");
            await().until(() -> {
                time.advance(Duration.ofSeconds(1));
                alive.say("here");
                return broker.broker().stats().connections() == 1;
            });
        }

        @Test
        void aResetDisturbsNobody() throws Exception {
            WebSocketClient anna = broker.webSocket("/channels/c");
            for (int i = 0; i < 20; i++) {
                LineClient raw = broker.raw();
                raw.say(get(HOST + "Accept: text/event-stream\r\n")).line();
                raw.reset();
            }
            anna.say("hello");
            assertThat(anna.next()).isEqualTo("hello");
        }
    }

    @Nested
    class Origins {
        @Test
        void aForeignPageIsRefusedOnEveryRoute() throws Exception {
            for (String path :
                    new String[] {"/channels/c", "/channels/c/history", "/channels/c/presence", "/nowhere"}) {
                assertThat(broker.get(path, "Origin", "https://evil.example").statusCode())
                        .isEqualTo(403);
                assertThat(broker.get(path, "Sec-Fetch-Site", "cross-site").statusCode())
                        .isEqualTo(403);
                assertThat(broker.get(path, "Origin", "null").statusCode()).isEqualTo(403);
            }
            assertThat(broker.post("/channels/c", "x", "Origin", "https://evil.example")
                            .statusCode())
                    .isEqualTo(403);
        }

        @Test
        void aPageOfThisPortIsLetIn() throws Exception {
            assertThat(broker.get("/channels/c", "Origin", "http://127.0.0.1:" + broker.port())
                            .statusCode())
                    .isEqualTo(200);
        }

        @Test
        void anAllowedOriginIsLetInAndMayReadTheAnswer() throws Exception {
            broker.close();
            broker = HttpBroker.open(HttpTransport.port(0).allowOrigins("https://app.example"), builder -> builder);
            var answer = broker.get("/channels/c", "Origin", "https://app.example", "Sec-Fetch-Site", "cross-site");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .contains("https://app.example");
            assertThat(answer("GET /channels/c/presence HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }

        @Test
        void aBrowserThatAsksBeforehandIsTold() throws Exception {
            broker.close();
            broker = HttpBroker.open(HttpTransport.port(0).allowOrigins("https://app.example"), builder -> builder);
            String asked = "OPTIONS /channels/c HTTP/1.1\r\n" + HOST + "Connection: close\r\nOrigin: https://";
            assertThat(answer(asked + "app.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 204 ")
                    .contains("Access-Control-Allow-Methods: GET, POST\r\n");
            assertThat(answer(asked + "evil.example\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        }

        @Test
        void aNameThatWasBentToLeadHereIsRefused() throws Exception {
            assertThat(answer("GET /channels/c HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(answer("GET /channels/c HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Nested
    class Names {
        @ParameterizedTest
        @ValueSource(
                strings = {"/channels/%", "/channels/%zz", "/channels/%ff", "/channels/c?a=1&a=2", "/channels/c#x"})
        void anAddressThatCannotBeReadIsRefused(String target) throws Exception {
            assertThat(answer("GET " + target + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"%40anna", "$x", "%23x", "a%20b", "%00", "*", "a.%3E", "%0d%0a"})
        void aNameThatNoClientMayUseIsRefused(String name) throws Exception {
            assertThat(broker.get("/channels/" + name).statusCode()).isEqualTo(422);
            assertThat(broker.post("/channels/" + name, "x").statusCode()).isEqualTo(422);
        }
    }
}
