package io.pushcore.netty.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pushd's dialect B. */
final class FramedFormTest {
    private final FakeTerms terms = new FakeTerms();
    private final Wire wire = Wire.of(LineDialect.framed().open(terms));

    @Test
    void answersAreFramesWithoutANewline() {
        assertThat(wire.answer("\0\0\0\14sub channel1", Samples.SUBSCRIBED)).isEqualTo("\0\0\0\23SUBSCRIBED channel1");
        assertThat(wire.answer(frame("ping"), Samples.DONE)).isEqualTo(frame("pong"));
        assertThat(wire.answer(frame("setuuid u"), Samples.DONE)).isEqualTo("\0\0\0\12uuid saved");
        assertThat(wire.answer(frame("pub c x"), Samples.ACCEPTED)).isEqualTo(frame("PUBLISHED"));
        assertThat(wire.answer(frame("his c 0"), Samples.page(true, true))).isEqualTo(frame("[]"));
    }

    @Test
    void errorsEndWithANewline() {
        assertThat(wire.refusal(frame("sub"))).isEqualTo("\0\0\0\21Lack sub channel\n");
        assertThat(wire.refusal(frame("xyz"))).isEqualTo("\0\0\0\24Cmd not found: xyz\n\n");
        assertThat(wire.answer(frame("auth_client T"), new Reply.Refused(ErrorCode.UNAUTHENTICATED, "x")))
                .isEqualTo(frame("Client auth fail\n"));
    }

    @Test
    void needAuthEndsWithout() {
        terms.mustAuthenticate = true;
        assertThat(wire.refusal(frame("sub c"))).isEqualTo(frame("Need Auth first"));
    }

    @Test
    void aPushIsOneFrameOfAnyBytes() {
        assertThat(wire.written(Samples.message("hello world and more")))
                .isEqualTo("\0\0\0\50hello world and more 1795146420284045010");
        assertThat(wire.written(Samples.message("c", Payload.of(new byte[] {0, 2, -1}))))
                .isEqualTo("\0\0\0\27\0\2\u00ff 1795146420284045010");
    }

    @Test
    void severalCommandsMayShareAFrame() {
        assertThat(wire.send(frame("sub a\n\npub a hello world\nping\n") + "\0\0\0\0" + frame("\n") + frame("ping")))
                .containsExactly(
                        new Command.Subscribe("a", Start.now(), false),
                        new Command.Publish("a", Publication.of("hello world")),
                        new Command.Ping(),
                        new Command.Ping());
    }

    @Test
    void aServerMaySubscribe() {
        terms.identity = Identity.ANONYMOUS.grants(Identity.GRANT_SERVER);
        assertThat(wire.one(frame("sub a"))).isEqualTo(new Command.Subscribe("a", Start.now(), false));
    }

    @Test
    void historyIsOnePage() {
        assertThat(wire.one(frame("his c 0")))
                .isEqualTo(new Command.ReadHistory("c", History.earliest().limit(10_000), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\7\u00d1", "\177\u00ff\u00ff\u00ff", "\u00ff\u00ff\u00ff\u00ff", "\200\0\0\0"})
    void aLengthAboveTheLimitIsRefusedAtOnce(String length) {
        assertThatThrownBy(() -> wire.send(length))
                .isInstanceOfSatisfying(
                        PushCoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
    }

    @Test
    void aFrameOfExactlyTheLimitIsRead() {
        assertThat(wire.send(frame("pub c " + "x".repeat(1_994)))).hasSize(1);
    }

    @Test
    void lastWordsAndEndsAreFrames() {
        assertThat(wire.farewell(ErrorCode.FRAME_TOO_LARGE, "frame is too long"))
                .isEqualTo(frame("frame is too long\n"));
        assertThat(wire.written(new Closed("c", Closed.Reason.REFUSED, ""))).isEqualTo(frame("UNSUBSCRIBED c"));
    }

    private static String frame(String text) {
        int length = text.length();
        return "" + (char) (length >>> 24) + (char) (length >>> 16 & 255) + (char) (length >>> 8 & 255)
                + (char) (length & 255) + text;
    }
}
