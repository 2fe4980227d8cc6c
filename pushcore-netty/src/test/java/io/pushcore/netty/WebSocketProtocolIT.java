package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 frame by frame, over raw sockets. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
class WebSocketProtocolIT {
    private static final String UPGRADE =
            "GET /channels/c HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n"
                    + "Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private HttpBroker broker = open(builder -> builder);

    /** Where it is asked. */
    HttpBroker open(UnaryOperator<Broker.Builder> more) {
        return HttpBroker.open(more);
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    private LineClient connected() throws Exception {
        return connected(UPGRADE);
    }

    private LineClient connected(String upgrade) throws Exception {
        LineClient raw = broker.raw();
        raw.say(upgrade);
        assertThat(raw.line()).isEqualTo("HTTP/1.1 101 Switching Protocols\r");
        boolean accepted = false;
        for (String line = raw.line(); !line.equals("\r"); line = raw.line()) {
            accepted |= line.equals("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r");
        }
        assertThat(accepted).isTrue();
        return raw;
    }

    /** A frame masked with zeros. */
    private static String frame(int first, String payload) {
        int length = payload.length();
        String size = length < 126
                ? "" + (char) (0x80 | length)
                : "" + (char) (0x80 | 126) + (char) (length >> 8) + (char) (length & 0xFF);
        return (char) first + size + "\0\0\0\0" + payload;
    }

    private static String close(int code) {
        return "\u0088\u0002" + (char) (code >> 8) + (char) (code & 0xFF);
    }

    @Test
    void fragmentsAreOneMessageAndControlFramesMayStandBetweenThem() throws Exception {
        LineClient raw = connected();
        raw.say(frame(0x01, "a\u00e2") + frame(0x89, "p") + frame(0x00, "\u0082") + frame(0x80, "\u00ac"));
        assertThat(raw.bytes(3)).isEqualTo("\u008a\u0001p");
        assertThat(raw.bytes(6)).isEqualTo("\u0081\u0004a\u00e2\u0082\u00ac");
    }

    @Test
    void aMaskIsTakenOff() throws Exception {
        LineClient raw = connected();
        raw.say("\u0081\u0085\u0037\u00fa\u0021\u003d\u007f\u009f\u004d\u0051\u0058");
        assertThat(raw.bytes(7)).isEqualTo("\u0081\u0005Hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c1\u0080\0\0\0\0", // a reserved bit
                "\u0083\u0080\0\0\0\0", // a reserved opcode
                "\u008b\u0080\0\0\0\0", // a reserved opcode of control frames
                "\u0081\u0001x", // not masked
                "\u0009\u0080\0\0\0\0", // a control frame in fragments
                "\u0080\u0080\0\0\0\0", // goes on with nothing
                "\u0088\u0081\0\0\0\0x", // half a close code
                "\u0088\u0082\0\0\0\0\u0003\u00ed", // 1005 is not to be sent
                "\u0081\u00fe\0\u0005\0\0\0\0hello" // a length that is longer than it must be
            })
    void aBrokenFrameClosesWith1002(String bytes) throws Exception {
        String rest = connected().say(bytes).rest();
        assertThat(rest).startsWith("\u0088").hasSizeGreaterThan(3);
        assertThat(rest.substring(2, 4)).isEqualTo("\u0003\u00ea");
        assertThat(rest).hasSize(2 + rest.charAt(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00ff", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00e2\u0082"})
    void textThatIsNotUtf8ClosesWith1007(String payload) throws Exception {
        assertThat(connected().say(frame(0x81, payload)).rest())
                .startsWith("\u0088")
                .contains("\u0003\u00ef");
    }

    @Test
    void aMessageThatIsTooLongClosesWith1009() throws Exception {
        broker.close();
        broker = open(builder -> builder.channels(ChannelRules.keep(10).maxPayload(1_000)));
        String half = "x".repeat(3_000);
        assertThat(connected().say(frame(0x01, half) + frame(0x80, half)).rest())
                .contains("\u0003\u00f1");
        assertThat(connected().say("\u0082\u00ff\0\0\0\0\u0010\0\0\0").rest()).contains("\u0003\u00f1");
    }

    @ParameterizedTest
    @CsvSource({"1000", "1001", "3000", "4999"})
    void aCloseFrameIsAnsweredWithItsCodeOnce(int code) throws Exception {
        String payload = "" + (char) (code >> 8) + (char) (code & 0xFF);
        assertThat(connected().say(frame(0x88, payload) + frame(0x88, payload)).rest())
                .isEqualTo(close(code));
    }

    @Test
    void anEmptyCloseFrameIsAnsweredByOne() throws Exception {
        assertThat(connected().say(frame(0x88, "")).rest()).isEqualTo("\u0088\0");
    }

    @Test
    void ofPongsThatAreNotReadTheNewestIsKept() throws Exception {
        LineClient raw = connected();
        StringBuilder pings = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            pings.append(frame(0x89, "x".repeat(100)));
        }
        raw.say(pings + frame(0x81, "done"));
        int pongs = 0;
        for (String head = raw.bytes(2); head.equals("\u008ad"); head = raw.bytes(2)) {
            raw.bytes(100);
            pongs++;
        }
        assertThat(raw.bytes(4)).isEqualTo("done");
        assertThat(pongs).isBetween(1, 99_999);
    }

    @Test
    void sixteenMebibytesIn65536FragmentsAreOneMessage() throws Exception {
        broker.close();
        broker = open(builder -> builder.channels(ChannelRules.keep(10).maxPayload(16 << 20)));
        LineClient raw = connected();
        String piece = "x".repeat(256);
        StringBuilder all = new StringBuilder(frame(0x02, piece));
        for (int i = 0; i < 65_534; i++) {
            all.append(frame(0x00, piece));
        }
        raw.say(all + frame(0x80, piece));
        assertThat(raw.bytes(10)).isEqualTo("\u0082\u007f\0\0\0\0\u0001\0\0\0");
        assertThat(raw.bytes(16 << 20)).hasSize(16 << 20);
    }

    @Test
    void aCommandMayComeInFragmentsOfAByte() throws Exception {
        LineClient raw = connected(UPGRADE.replace("/channels/c", "/connection/websocket"));
        raw.say(frame(0x81, "{\"id\":1,\"connect\":{}}"));
        raw.bytes(raw.bytes(2).charAt(1));
        StringBuilder all = new StringBuilder(frame(0x01, "{\"id\":2,\"ping\":"));
        for (char one : " ".repeat(20_000).toCharArray()) {
            all.append(frame(0x00, String.valueOf(one))).append(frame(0x00, ""));
        }
        raw.say(all + frame(0x80, "{}}"));
        assertThat(raw.bytes(20)).isEqualTo("\u0081\u0012{\"id\":2,\"ping\":{}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="})
    void aHandshakeThatLacksSomethingIsRefused(String missing) throws Exception {
        LineClient raw = broker.raw();
        raw.say(UPGRADE.replace(missing + "\r\n", "").replace("keep-alive,", "close,"));
        assertThat(raw.line()).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void framesRightBehindTheHandshakeAreRead() throws Exception {
        LineClient raw = broker.raw();
        raw.say(UPGRADE + frame(0x81, "hello"));
        while (!raw.line().equals("\r")) {
            // the head
        }
        assertThat(raw.bytes(7)).isEqualTo("\u0081\u0005hello");
    }
}
