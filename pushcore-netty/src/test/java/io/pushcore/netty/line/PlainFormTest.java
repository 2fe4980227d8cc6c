package io.pushcore.netty.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Closed;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pushd's dialect A, byte for byte as its transcript has it. */
final class PlainFormTest {
    private final FakeTerms terms = new FakeTerms();
    private final Wire wire = Wire.of(LineDialect.lines().open(terms));

    @Test
    void pingIsAnsweredPong() {
        assertThat(wire.answer("ping\r\n", Samples.DONE)).isEqualTo("\1pong\n\2");
    }

    @Test
    void subscribingSaysTheChannelAndWhetherItIsNew() {
        assertThat(wire.one("sub channel1\n")).isEqualTo(new Command.Subscribe("channel1", Start.now(), false));
        assertThat(wire.answer("sub channel1\n", Samples.SUBSCRIBED)).isEqualTo("\1SUBSCRIBED channel1\n\2");
        assertThat(wire.answer("sub channel1\n", Samples.ALREADY_SUBSCRIBED))
                .isEqualTo("\1ALREADY SUBSCRIBED channel1\n\2");
    }

    @Test
    void unsubscribingSaysWhetherThereWasASubscription() {
        assertThat(wire.answer("unsub channel1\n", Samples.UNSUBSCRIBED)).isEqualTo("\1UNSUBSCRIBED channel1\n\2");
        assertThat(wire.answer("unsub channel1\n", Samples.NOT_SUBSCRIBED)).isEqualTo("\1NOT SUBSCRIBED channel1\n\2");
    }

    @Test
    void theMessageIsTheRestOfTheLine() {
        assertThat(wire.one("pub channel1 hello  world and more \r\n"))
                .isEqualTo(new Command.Publish("channel1", Publication.of("hello  world and more ")));
        assertThat(wire.answer("pub channel1 x\n", Samples.ACCEPTED)).isEqualTo("\1PUBLISHED\n\2");
    }

    @Test
    void aMessageThatIsNotUtf8IsBinary() {
        assertThat(wire.one("pub c \u00ff\u00fe\n"))
                .isEqualTo(new Command.Publish("c", Publication.of(Payload.of(new byte[] {(byte) 0xff, (byte) 0xfe}))));
    }

    @Test
    void aPushHasPayloadAndNanoseconds() {
        assertThat(wire.written(Samples.message("hello world and more")))
                .isEqualTo("\0hello world and more 1795146420284045010\2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub\n", "sub \n", "sub  c\n"})
    void subscribingNeedsAChannel(String line) {
        assertThat(wire.refusal(line)).isEqualTo("\1Lack sub channel\n\2");
    }

    @Test
    void whatIsMissingIsSaidInPushdsWords() {
        assertThat(wire.refusal("unsub\n")).isEqualTo("\1Lack unsub channel\n\2");
        assertThat(wire.refusal("pub channel1\n")).isEqualTo("\1Publish without msg\n\n\2");
        assertThat(wire.refusal("pub channel1 \n")).isEqualTo("\1Publish without msg\n\n\2");
        assertThat(wire.refusal("pub\n")).isEqualTo("\1Publish without msg\n\n\2");
        assertThat(wire.refusal("his\n")).isEqualTo("\1Invalid Params for history\n\2");
        assertThat(wire.refusal("his channel1\n")).isEqualTo("\1Invalid Params for history\n\2");
        assertThat(wire.refusal("auth_client\n")).isEqualTo("\1Invalid Params for auth_client\n\2");
        assertThat(wire.refusal("auth_server app1\n")).isEqualTo("\1Invalid Params for auth_server\n\2");
        assertThat(wire.refusal("setuuid\n")).isEqualTo("\1Lack uuid\n\2");
        assertThat(wire.refusal("xyz a b\n")).isEqualTo("\1Cmd not found: xyz\n\n\2");
    }

    @Test
    void timesAreRefusedInGosWords() {
        assertThat(wire.refusal("his channel1 abc\n"))
                .isEqualTo("\1strconv.ParseInt: parsing \"abc\": invalid syntax\n\2");
        assertThat(wire.refusal("his channel1 -\n")).isEqualTo("\1strconv.ParseInt: parsing \"-\": invalid syntax\n\2");
        assertThat(wire.refusal("his channel1 9223372036854775808\n"))
                .isEqualTo("\1strconv.ParseInt: parsing \"9223372036854775808\": value out of range\n\2");
    }

    @Test
    void historyBeginsAtTheTimeItself() {
        Start start = Start.since(Instant.ofEpochSecond(0, Samples.NANOS - 1));
        assertThat(wire.one("his c 1795146420284045010\n"))
                .isEqualTo(new Command.ReadHistory("c", History.from(start).limit(1_000), true));
        assertThat(wire.one("his c 0\n"))
                .isEqualTo(new Command.ReadHistory("c", History.earliest().limit(1_000), true));
        assertThat(wire.one("his c -5\n"))
                .isEqualTo(new Command.ReadHistory("c", History.earliest().limit(1_000), true));
    }

    @Test
    void historyIsOneArray() {
        assertThat(wire.answer("his nochannel 0\n", Samples.page(true, true))).isEqualTo("\1[]\n\2");
        assertThat(wire.answer("his c 0\n", Samples.page(true, true, Samples.message("a"), Samples.message("b"))))
                .isEqualTo("\1[{\"channel\":\"c\",\"msg\":\"a\",\"ts\":1795146420284045010},"
                        + "{\"channel\":\"c\",\"msg\":\"b\",\"ts\":1795146420284045010}]\n\2");
    }

    @Test
    void historyIsOneArrayAcrossItsPages() {
        Command command = wire.one("his c 0\n");
        String entry = "{\"channel\":\"c\",\"msg\":\"a\",\"ts\":1795146420284045010}";
        assertThat(wire.written(command, Samples.page(true, false))).isEqualTo("\1[");
        assertThat(wire.written(command, Samples.page(false, false, Samples.message("a"))))
                .isEqualTo(entry);
        assertThat(wire.written(command, Samples.page(false, false))).isEmpty();
        assertThat(wire.written(command, Samples.page(false, false, Samples.message("a"))))
                .isEqualTo("," + entry);
        assertThat(wire.written(command, Samples.page(false, true))).isEqualTo("]\n\2");
        assertThat(wire.answer("his c 0\n", Samples.page(true, true))).isEqualTo("\1[]\n\2");
    }

    @Test
    void historyThatFailsHalfWayIsNotTakenForWhole() {
        Command command = wire.one("his c 0\n");
        wire.written(command, Samples.page(true, false, Samples.message("a")));
        assertThat(wire.written(command, new Reply.Refused(ErrorCode.STORAGE_UNAVAILABLE, "storage is closed")))
                .isEqualTo(" storage is closed\n\2");
        assertThat(wire.answer("his c 0\n", Samples.page(true, true))).isEqualTo("\1[]\n\2");
    }

    @Test
    void historyEscapesWhatJsonNeedsEscaped() {
        assertThat(wire.answer("his c 0\n", Samples.page(true, true, Samples.message("q\"b\\n\n\2\u00e4"))))
                .isEqualTo(
                        utf8(
                                "\1[{\"channel\":\"c\",\"msg\":\"q\\\"b\\\\n\\n\\u0002\u00e4\",\"ts\":1795146420284045010}]\n\2"));
    }

    @Test
    void tokensAreIssuedAndUsed() {
        assertThat(wire.one("gettoken\n")).isEqualTo(new Command.IssueToken(""));
        assertThat(wire.one("gettoken anna\n")).isEqualTo(new Command.IssueToken("anna"));
        assertThat(wire.answer("gettoken\n", new Reply.Token("Yp2jXl27OlWmJYYW4L1wgNBC0Px4SkYG")))
                .isEqualTo("\1Yp2jXl27OlWmJYYW4L1wgNBC0Px4SkYG\n\2");
        assertThat(wire.answer("gettoken\n", new Reply.Refused(ErrorCode.FORBIDDEN, "no right to issue tokens")))
                .isEqualTo("\1Not Permit\n\2");
        assertThat(wire.one("auth_client T\n"))
                .isEqualTo(new Command.Authenticate(Credentials.token("T", "192.0.2.7")));
        assertThat(wire.answer("auth_client T\n", Samples.AUTHENTICATED)).isEqualTo("\1Client auth succeed\n\2");
        assertThat(wire.answer("auth_client T\n", Samples.ALREADY_AUTHENTICATED))
                .isEqualTo("\1Already authed client\n\2");
        assertThat(wire.answer("auth_client T\n", new Reply.Refused(ErrorCode.UNAUTHENTICATED, "unknown token")))
                .isEqualTo("\1Client auth fail\n\2");
        assertThat(wire.answer("auth_client T\n", new Reply.Refused(ErrorCode.CREDENTIALS_EXPIRED, "expired")))
                .isEqualTo("\1Client auth fail\n\2");
    }

    @Test
    void serversShowTheirSecret() {
        assertThat(wire.one("auth_server app1 secret1\n"))
                .isEqualTo(new Command.Authenticate(Credentials.appSecret("app1", "secret1", "192.0.2.7")));
        assertThat(wire.answer("auth_server app1 s\n", Samples.AUTHENTICATED)).isEqualTo("\1Server auth succeed\n\2");
        assertThat(wire.answer("auth_server app1 s\n", Samples.ALREADY_AUTHENTICATED))
                .isEqualTo("\1Already authed server\n\2");
        assertThat(wire.answer("auth_server app1 s\n", new Reply.Refused(ErrorCode.UNAUTHENTICATED, "wrong")))
                .isEqualTo("\1Server auth fail\n\2");
    }

    @Test
    void userAndTokenInOneLineAreAccepted() {
        assertThat(wire.one("auth anna T\n"))
                .isEqualTo(new Command.Authenticate(
                        Credentials.token("T", "192.0.2.7").named("anna")));
        assertThat(wire.answer("auth anna T\n", Samples.AUTHENTICATED)).isEqualTo("\1Auth succeed\n\2");
        assertThat(wire.answer("auth anna T\n", new Reply.Refused(ErrorCode.UNAUTHENTICATED, "wrong")))
                .isEqualTo("\1Auth fail\n\2");
    }

    @Test
    void aFailureThatIsNotTheTokensFaultIsSaid() {
        assertThat(wire.answer("auth_client T\n", new Reply.Refused(ErrorCode.INTERNAL, "authenticator failed")))
                .isEqualTo("\1authenticator failed\n\2");
    }

    @Test
    void usersNameThemselvesWhereNobodyAsksForCredentials() {
        assertThat(wire.one("setuuid anna\n")).isEqualTo(new Command.SetUser("anna"));
        assertThat(wire.answer("setuuid anna\n", Samples.DONE)).isEqualTo("\1uuid saved\n\2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub channel1\n", "sub\n", "pub c\n", "xyz\n", "gettoken\n", "his c abc\n", "setuuid u\n"})
    void untilAuthenticatedEverythingElseNeedsAuth(String line) {
        terms.mustAuthenticate = true;
        assertThat(wire.refusal(line)).isEqualTo("\1Need Auth first\2");
    }

    @Test
    void untilAuthenticatedPingAndCredentialsAreRead() {
        terms.mustAuthenticate = true;
        assertThat(wire.send("ping\nauth_client T\nauth_server a s\nauth u T\n"))
                .hasSize(4);
        assertThat(wire.written(
                        new Command.Unsubscribe("c"),
                        new Reply.Refused(ErrorCode.UNAUTHENTICATED, "credentials are due")))
                .isEqualTo("\1Need Auth first\2");
    }

    @Test
    void aServerMayNotSubscribe() {
        terms.identity = Identity.ANONYMOUS.grants(Identity.GRANT_SERVER);
        assertThat(wire.refusal("sub channel1\n")).isEqualTo("\1Not Permit\n\2");
    }

    @Test
    void whatPushdDoesNotKnowIsSaidInASentence() {
        Reply busy = new Reply.Refused(ErrorCode.BUSY, "too many bytes\nin flight");
        assertThat(wire.answer("pub c x\n", busy)).isEqualTo("\1too many bytes in flight\n\2");
    }

    @Test
    void severalCommandsMayComeInOneRead() {
        assertThat(wire.send("sub c3\nsub c4\npub c3 batched\nping\n"))
                .containsExactly(
                        new Command.Subscribe("c3", Start.now(), false),
                        new Command.Subscribe("c4", Start.now(), false),
                        new Command.Publish("c3", Publication.of("batched")),
                        new Command.Ping());
    }

    @Test
    void linesWithoutAWordAreSkipped() {
        assertThat(wire.send("\n\r\n\0\r\n  \n")).isEmpty();
        assertThat(wire.send("\n\nping\n")).hasSize(1);
    }

    @Test
    void aNameThatIsNotUtf8IsRefused() {
        assertThat(wire.refusal("sub \u00ff\n")).isEqualTo("\1text must be UTF-8\n\2");
    }

    @Test
    void noTextCanForgeAPushOrAReply() {
        assertThat(wire.written(Samples.message("a\2\0b\1c\n\r\t\u007f\u0000")))
                .isEqualTo("\0a\\u0002\\u0000b\\u0001c\\n\\r\\t\\u007f\\u0000 1795146420284045010\2");
        assertThat(wire.refusal("x\2\0y\n")).isEqualTo("\1Cmd not found: x??y\n\n\2");
    }

    @Test
    void jsonIsPushedOnOneLine() {
        assertThat(wire.written(Samples.message("c", Payload.json("{\n\t\"a\": \"b\\n\"\r\n}"))))
                .isEqualTo("\0{  \"a\": \"b\\n\"  } 1795146420284045010\2");
    }

    @Test
    void binaryIsPushedAsBase64() {
        assertThat(wire.written(Samples.message("c", Payload.of(new byte[] {0, 1, 2, (byte) 255}))))
                .isEqualTo("\0AAEC/w== 1795146420284045010\2");
    }

    @Test
    void textIsPushedAsUtf8() {
        assertThat(wire.written(Samples.message("gr\u00fc\u00df \ud83d\ude00")))
                .isEqualTo(utf8("\0gr\u00fc\u00df \ud83d\ude00 1795146420284045010\2"));
    }

    @Test
    void aGapHasNoWordHere() {
        assertThat(wire.written(new Gap("c", Samples.position(1), Samples.position(5))))
                .isEmpty();
    }

    @Test
    void aSubscriptionThatTheBrokerEndedIsNoMore() {
        assertThat(wire.written(new Closed("c", Closed.Reason.REFUSED, "no longer permitted")))
                .isEqualTo("\1UNSUBSCRIBED c\n\2");
        assertThat(wire.written(new Closed("c", Closed.Reason.UNSUBSCRIBED, "")))
                .isEmpty();
    }

    @Test
    void aLineThatDoesNotEndIsRefusedAtTheLimit() {
        terms.maxFrameBytes = 10;
        assertThat(wire.send("pub c 1234")).isEmpty();
        assertThatThrownBy(() -> wire.send("5"))
                .isInstanceOfSatisfying(
                        PushCoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
        assertThat(wire.farewell(ErrorCode.FRAME_TOO_LARGE, "line must not be longer than 10 bytes"))
                .isEqualTo("\1line must not be longer than 10 bytes\n\2");
    }

    @Test
    void aLineOfExactlyTheLimitIsRead() {
        terms.maxFrameBytes = 10;
        assertThat(wire.send("pub c 1234\npub c 5678\n")).hasSize(2);
        assertThatThrownBy(() -> wire.send("pub c 12345\n")).isInstanceOf(PushCoreException.class);
    }

    @Test
    void helloIsForTheFirstLineOnly() {
        assertThat(wire.send("ping\n")).hasSize(1);
        assertThat(wire.refusal("hello 2\n")).isEqualTo("\1Cmd not found: hello\n\n\2");
        assertThat(Wire.of(LineDialect.lines().open(terms)).refusal("hello 3\n"))
                .isEqualTo("\1Cmd not found: hello\n\n\2");
        assertThat(Wire.of(LineDialect.plain().open(terms)).refusal("hello 2\n"))
                .isEqualTo("\1Cmd not found: hello\n\n\2");
    }

    @Test
    void aFormIsSharedByItsConnections() {
        Output out = new Output();
        LineDialect.lines().open(terms).form().encode(Samples.message("x"), out);
        assertThat(Wire.text(out)).isEqualTo("\0x 1795146420284045010\2");
        assertThat(LineDialect.lines().open(terms).form())
                .isSameAs(LineDialect.plain().open(terms).form());
    }

    private static String utf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
