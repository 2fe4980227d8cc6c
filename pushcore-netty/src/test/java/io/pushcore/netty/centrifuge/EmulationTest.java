package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream, and the requests that bring its commands. */
final class EmulationTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final String CONNECT = "{\"id\":1,\"connect\":{}}";
    private static final Command A = new Command.Unsubscribe("a");
    private static final Command B = new Command.Unsubscribe("b");

    private final Mailboxes mailboxes = new Mailboxes(new Random(1));
    private final FakeCarrier carrier = new FakeCarrier();
    private final Mailbox mailbox = mailboxes.open(carrier::wake);

    @Test
    void theBodyOfTheRequestHasTheConnectAndTheResponseIsItsReply() {
        StreamCodec stream = stream(StreamKind.HTTP_STREAM, "");
        assertThat(stream.decode(NOTHING)).isNull();
        stream.body(ByteBuffer.wrap((CONNECT + "\n").getBytes(UTF_8)));
        String written = connect(stream);
        assertThat(written)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
                .contains("\"session\":\"" + mailbox.secret() + "\"}}\n\r\n");
        assertThat(mailbox.secret()).hasSize(32);
    }

    @Test
    void theHeadIsWrittenOnce() {
        StreamCodec stream = stream(StreamKind.SSE, CONNECT);
        assertThat(connect(stream))
                .contains("Content-Type: text/event-stream\r\n")
                .contains("\r\n\r\n");
        Output out = new Output();
        stream.heartbeat(out);
        assertThat(text(out)).isEqualTo("a\r\ndata: {}\n\n\r\n");
    }

    @Test
    void whoIsRefusedReadsWhyOnTheStream() {
        StreamCodec stream = stream(StreamKind.HTTP_STREAM, "{\"id\":1,\"ping\":{}}");
        assertThatThrownBy(() -> stream.decode(NOTHING)).isInstanceOf(PushCoreException.class);
        Output out = new Output();
        stream.farewell(ErrorCode.BAD_REQUEST, "connect must come first", out);
        assertThat(text(out))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith(
                        "{\"push\":{\"disconnect\":{\"code\":3501,\"reason\":\"connect must come first\"}}}\n\r\n0\r\n\r\n");
    }

    @Test
    void commandsRunInTheOrderOfTheirIdsAndTheAnswerIsNoContent() {
        StreamCodec stream = connected();
        assertThat(post(mailbox.secret(), unsubscribe(3, "b"))).startsWith("HTTP/1.1 204 No Content\r\n");
        assertThat(stream.decode(NOTHING)).isNull();
        assertThat(carrier.delay).isEqualTo(Duration.ofMillis(500));
        post(mailbox.secret(), unsubscribe(2, "a"));
        assertThat(stream.decode(NOTHING)).isEqualTo(A);
        assertThat(stream.decode(NOTHING)).isEqualTo(B);
        assertThat(stream.decode(NOTHING)).isNull();
        assertThat(carrier.woken).isEqualTo(2);
    }

    @Test
    void aCommandThatNeverComesIsNotWaitedForLong() {
        StreamCodec stream = connected();
        post(mailbox.secret(), unsubscribe(3, "b"));
        assertThat(stream.decode(NOTHING)).isNull();
        carrier.runLater();
        assertThat(carrier.woken).isEqualTo(2);
        assertThat(stream.decode(NOTHING)).isEqualTo(B);
        post(mailbox.secret(), unsubscribe(2, "a"));
        assertThat(stream.decode(NOTHING)).isEqualTo(A);
    }

    @Test
    void severalLinesComeWithOneRequest() {
        StreamCodec stream = connected();
        post(mailbox.secret(), "{}\n" + unsubscribe(2, "a") + "\n{\"send\":{\"data\":1}}");
        assertThat(stream.decode(NOTHING)).isEqualTo(A);
        assertThat(stream.decode(NOTHING)).isEqualTo(new Command.Tell(Payload.json("1")));
    }

    @Test
    void aStreamThatIsGoneAnswersNoContentToo() {
        StreamCodec stream = connected();
        stream.closed();
        assertThat(mailboxes.size()).isZero();
        assertThat(post(mailbox.secret(), unsubscribe(2, "a"))).startsWith("HTTP/1.1 204 ");
        assertThat(post("0".repeat(32), unsubscribe(2, "a"))).startsWith("HTTP/1.1 204 ");
        assertThat(stream.decode(NOTHING)).isNull();
    }

    @Test
    void moreThanFitsInTheMailboxIsToCloseTheStreamOnTheSideOfTheClient() {
        connected();
        String large = unsubscribe(2, "a") + " ".repeat(200_000);
        assertThat(post(mailbox.secret(), large)).startsWith("HTTP/1.1 204 ");
        assertThat(post(mailbox.secret(), large)).startsWith("HTTP/1.1 503 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{\"session\":5}", "{\"session\":\"a\",\"data\":{}}", "{}{}", "\u0000"})
    void whatIsNoCommandForAStreamIsRefused(String body) {
        assertThat(posted(body.getBytes(UTF_8))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        assertThat(posted(new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'}))
                .startsWith("HTTP/1.1 400 ");
    }

    private StreamCodec stream(StreamKind kind, String first) {
        Session session = new Session(new FakeTerms(), Talk.REQUEST, mailbox.secret());
        return new StreamCodec(kind, session, mailbox, carrier, Payload.of(first));
    }

    private StreamCodec connected() {
        StreamCodec stream = stream(StreamKind.HTTP_STREAM, CONNECT);
        connect(stream);
        return stream;
    }

    private static String connect(StreamCodec stream) {
        return answered(stream, new Command.Ping());
    }

    private static String answered(Codec codec, Command expected) {
        Command command = codec.decode(NOTHING);
        assertThat(command).isEqualTo(expected);
        Output out = new Output();
        codec.encode(expected, Talk.DONE, out);
        return text(out);
    }

    private String post(String session, String data) {
        Output body = new Output().put("{\"session\":\"" + session + "\",\"node\":\"\",\"data\":");
        Json.text(data, body);
        return posted(body.put('}').toBytes());
    }

    /** The answer to a request with this body. */
    private String posted(byte[] body) {
        Request request = Request.of("POST", "/emulation", Map.of(), true, true);
        FakeCarrier own = new FakeCarrier();
        EmulationCodec codec = new EmulationCodec(mailboxes, request, new FakeTerms(), own);
        assertThat(codec.decode(NOTHING)).isNull();
        codec.body(ByteBuffer.wrap(body));
        String answer = answered(codec, new Command.Ping());
        assertThat(own.finished).isOne();
        return answer;
    }

    private static String unsubscribe(long id, String channel) {
        return "{\"id\":" + id + ",\"unsubscribe\":{\"channel\":\"" + channel + "\"}}";
    }

    private static String text(Output out) {
        return new String(out.toBytes(), UTF_8);
    }
}
