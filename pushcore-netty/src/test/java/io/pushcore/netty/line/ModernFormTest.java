package io.pushcore.netty.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Closed;
import io.pushcore.Credentials;
import io.pushcore.Durability;
import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.Page;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModernFormTest {
    private final FakeTerms terms = new FakeTerms();
    private final Wire wire = Wire.of(LineDialect.lines().open(terms));

    @BeforeEach
    void hello() {
        assertThat(wire.answer("\r\nhello 2\r\n", Samples.DONE)).isEqualTo("ok hello 2\n");
    }

    @Test
    void aPingAfterTheHelloIsAnsweredPong() {
        assertThat(wire.answer("ping\n", Samples.DONE)).isEqualTo("pong\n");
    }

    @Test
    void credentialsAreAnsweredOk() {
        assertThat(wire.one("auth T\n")).isEqualTo(new Command.Authenticate(Credentials.token("T", "192.0.2.7")));
        assertThat(wire.answer("auth T\n", Samples.AUTHENTICATED)).isEqualTo("ok\n");
        assertThat(wire.one("auth_server app s\n"))
                .isEqualTo(new Command.Authenticate(Credentials.appSecret("app", "s", "192.0.2.7")));
        assertThat(wire.answer("auth_server app s\n", Samples.AUTHENTICATED)).isEqualTo("ok\n");
        assertThat(wire.answer("auth T\n", new Reply.Refused(ErrorCode.UNAUTHENTICATED, "token is unknown")))
                .isEqualTo("err 401 token is unknown\n");
    }

    @Test
    void tokensAndUsers() {
        assertThat(wire.one("gettoken\n")).isEqualTo(new Command.IssueToken(""));
        assertThat(wire.one("gettoken anna\n")).isEqualTo(new Command.IssueToken("anna"));
        assertThat(wire.answer("gettoken\n", new Reply.Token("abc"))).isEqualTo("ok gettoken abc\n");
        assertThat(wire.one("setuuid anna\n")).isEqualTo(new Command.SetUser("anna"));
        assertThat(wire.answer("setuuid anna\n", Samples.DONE)).isEqualTo("ok\n");
    }

    @Test
    void aSubscriptionBeginsWhereItIsAsked() {
        assertThat(wire.one("sub c\n")).isEqualTo(new Command.Subscribe("c", Start.now(), false));
        assertThat(wire.one("sub c wait\n")).isEqualTo(new Command.Subscribe("c", Start.now(), true));
        assertThat(wire.one("sub c since e1:41\n"))
                .isEqualTo(new Command.Subscribe("c", Start.after(Samples.position(41)), false));
        assertThat(wire.one("sub c since t2t:41\n"))
                .isEqualTo(new Command.Subscribe("c", Start.after(new Position("t2t", 41)), false));
        assertThat(wire.one("sub c since 2026-01-02T03:04:05.5Z\n"))
                .isEqualTo(new Command.Subscribe("c", Start.since(Instant.parse("2026-01-02T03:04:05.5Z")), false));
        assertThat(wire.one("sub c since 10m wait\n"))
                .isEqualTo(new Command.Subscribe("c", Start.since(Instant.parse("2026-01-02T02:54:05Z")), true));
        assertThat(wire.answer("sub c\n", Samples.SUBSCRIBED)).isEqualTo("ok sub c e1:41\n");
        assertThat(wire.answer("unsub c\n", Samples.UNSUBSCRIBED)).isEqualTo("ok unsub c\n");
        assertThat(wire.answer("unsub c\n", Samples.NOT_SUBSCRIBED)).isEqualTo("ok unsub c\n");
    }

    @Test
    void aPushHasItsLengthInFront() {
        assertThat(wire.written(Samples.message("c", Payload.of("two\nlines"))))
                .isEqualTo("msg c e1:7 9\ntwo\nlines\n");
        assertThat(wire.written(Samples.message("c", Payload.of(new byte[0])))).isEqualTo("msg c e1:7 0\n\n");
    }

    @Test
    void gapsAndEndsAreSaid() {
        assertThat(wire.written(new Gap("c", Samples.position(1), Samples.position(5))))
                .isEqualTo("gap c e1:1 e1:5\n");
        assertThat(wire.written(new Closed("c", Closed.Reason.BROKER_CLOSED, "the broker\nis closing")))
                .isEqualTo("end c broker-closed the broker is closing\n");
        assertThat(wire.written(new Closed("c", Closed.Reason.UNSUBSCRIBED, "")))
                .isEmpty();
    }

    @Test
    void aPublishHasItsLengthInFront() {
        assertThat(wire.send("pub c 9\ntwo\nlines\nping\n"))
                .containsExactly(new Command.Publish("c", Publication.of("two\nlines")), new Command.Ping());
        assertThat(wire.send("pub c 5\r\nhello\r\npub c 2\nabping\n"))
                .containsExactly(
                        new Command.Publish("c", Publication.of("hello")),
                        new Command.Publish("c", Publication.of("ab")),
                        new Command.Ping());
        assertThat(wire.one("pub c 0\n")).isEqualTo(new Command.Publish("c", Publication.of("")));
        assertThat(wire.answer("pub c 1\nx", Samples.ACCEPTED)).isEqualTo("ok pub c e1:42\n");
    }

    @Test
    void aPublishHasOptions() {
        Publication full =
                Publication.of("x").key("k").ttl(Duration.ofMinutes(1)).idempotencyKey("i=1");
        assertThat(wire.one("pub c key=k ttl=1m id=i=1 1\nx\n")).isEqualTo(new Command.Publish("c", full));
        Reply repeat = new Reply.Accepted(new Published(Samples.position(42), Durability.DISK, true));
        assertThat(wire.answer("pub c id=a 1\nx", repeat)).isEqualTo("ok pub c e1:42 repeat\n");
    }

    @Test
    void bytesThatAreNotUtf8AreBinary() {
        assertThat(wire.one("pub c 2\n\u00ff\u00fe\n"))
                .isEqualTo(new Command.Publish("c", Publication.of(Payload.of(new byte[] {-1, -2}))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pub c ttl=never 4\nping\n", "pub c color=red 4\nping\n", "pub 4\nping\n"})
    void theBodyOfAWrongPublishIsSkipped(String bytes) {
        assertThat(wire.refusal(bytes)).startsWith("err 400 ");
        assertThat(wire.one("ping\n")).isEqualTo(new Command.Ping());
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        assertThat(wire.refusal("pub c key=" + "k".repeat(256) + " 1\nx\n"))
                .startsWith("err 400 key must not be longer than 255 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pub\n",
                "pub c\n",
                "pub c -1\n",
                "pub c +1\n",
                "pub c NaN\n",
                "pub c 0x1\n",
                "pub c 1e3\n",
                "pub c 99999999999999999999\n",
                "pub c \u0661\n"
            })
    void aLengthThatIsNoneClosesTheConnection(String bytes) {
        assertThatThrownBy(() -> wire.send(bytes))
                .isInstanceOfSatisfying(
                        PushCoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pub c 1001\n", "pub c 2147483648\n", "pub c 4294967295\n", "pub c 9999999999\n"})
    void aLengthAboveTheLimitClosesTheConnectionAtOnce(String bytes) {
        assertThatThrownBy(() -> wire.send(bytes))
                .isInstanceOfSatisfying(
                        PushCoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
        assertThat(wire.farewell(ErrorCode.FRAME_TOO_LARGE, "length must not be more than 1000"))
                .isEqualTo("err 431 length must not be more than 1000\n");
    }

    @Test
    void aBodyOfExactlyTheLimitIsRead() {
        assertThat(wire.send("pub c 1000\n" + "x".repeat(1_000) + "\n")).hasSize(1);
    }

    @Test
    void lineAndBodyTogetherStayWithinTheFrame() {
        terms.maxFrameBytes = 100;
        assertThatThrownBy(() -> wire.send("pub c 95\n"))
                .isInstanceOfSatisfying(
                        PushCoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
    }

    @Test
    void historyIsAskedForByPositionOrTime() {
        assertThat(wire.one("his c since 0\n"))
                .isEqualTo(new Command.ReadHistory("c", History.from(new Start.AfterOffset(0)), false));
        assertThat(wire.one("his c since e1:5 limit 20\n"))
                .isEqualTo(new Command.ReadHistory(
                        "c", History.after(Samples.position(5)).limit(20), false));
        assertThat(wire.refusal("his c since 0 limit 99999999999\n"))
                .isEqualTo("err 400 limit must be from 0 to 10000: 2147483647\n");
    }

    @Test
    void historyEndsWithThePositionToAskOnFrom() {
        assertThat(wire.answer("his c since 0\n", Samples.page(true, true, Samples.message("a"))))
                .isEqualTo("msg c e1:7 1\na\nok his c e1:9\n");
        Gap gap = new Gap("c", Samples.position(1), Samples.position(5));
        Page page = new Page(List.of(), Samples.position(9), Samples.position(9), Optional.of(gap));
        assertThat(wire.answer("his c since e1:1\n", new Reply.HistoryPage(page, true, true)))
                .isEqualTo("gap c e1:1 e1:5\nok his c e1:9\n");
    }

    @Test
    void whatIsNotReadableIsAnsweredWithANumber() {
        assertThat(wire.refusal("xyz\n")).isEqualTo("err 404 no such command: xyz\n");
        assertThat(wire.refusal("hello 2\n")).isEqualTo("err 404 no such command: hello\n");
        assertThat(wire.refusal("inbox phone session\n")).startsWith("err 400 usage: inbox");
        assertThat(wire.refusal("ack\n")).isEqualTo("err 400 usage: ack SEQ [only]\n");
        assertThat(wire.refusal("ack 5 6\n")).isEqualTo("err 400 usage: ack SEQ [only]\n");
        assertThat(wire.refusal("heads on\n")).isEqualTo("err 400 usage: heads [off]\n");
        assertThat(wire.refusal("sub\n")).isEqualTo("err 400 usage: sub CHANNEL [since SINCE] [wait]\n");
        assertThat(wire.refusal("sub c since\n")).isEqualTo("err 400 usage: sub CHANNEL [since SINCE] [wait]\n");
        assertThat(wire.refusal("sub c now\n")).isEqualTo("err 400 usage: sub CHANNEL [since SINCE] [wait]\n");
        assertThat(wire.refusal("sub c since -1\n")).startsWith("err 400 duration must be");
        assertThat(wire.refusal("his c\n")).startsWith("err 400 usage: his");
        assertThat(wire.refusal("unsub a b\n")).isEqualTo("err 400 usage: unsub CHANNEL\n");
    }

    @Test
    void theLastWordsHaveANumber() {
        assertThat(wire.farewell(ErrorCode.CLOSED, "the broker is closing"))
                .isEqualTo("bye 504 the broker is closing\n");
    }

    @Test
    void aPublishThatTricklesInIsLookedAtOnce() {
        assertThat(wire.send("pub c 3")).isEmpty();
        assertThat(wire.send("\n")).isEmpty();
        assertThat(wire.send("a\n")).isEmpty();
        assertThat(wire.send("b")).containsExactly(new Command.Publish("c", Publication.of("a\nb")));
    }
}
