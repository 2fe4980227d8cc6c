package io.pushcore.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LineFinderTest {
    private final LineFinder lines = new LineFinder();

    @Test
    void linesComeOneByOneAndTheRestStays() {
        ByteBuffer in = UTF_8.encode("h\u00e4r me \r\n\nhalf");
        assertThat(lines.nextText(in, 100)).isEqualTo("h\u00e4r me");
        assertThat(lines.nextText(in, 100)).isEmpty();
        assertThat(lines.nextText(in, 100)).isNull();
        assertThat(in.remaining()).isEqualTo("half".length());
    }

    @Test
    void aLineThatTricklesInIsLookedAtOnce() {
        ByteBuffer in = ByteBuffer.allocate(100);
        byte[] line = "trickle\n".getBytes(UTF_8);
        for (int i = 0; i < line.length - 1; i++) {
            in.put(i, line[i]);
            assertThat(lines.next(in.slice(0, i + 1), 50)).isZero();
        }
        // what was seen to hold no newline is not looked at again
        in.put(0, (byte) '\n').put(line.length - 1, (byte) '\n');
        assertThat(lines.next(in.slice(0, line.length), 50)).isEqualTo(line.length);
    }

    @Test
    void aLineAboveTheLimitIsRefusedBeforeItEnds() {
        assertThat(lines.nextText(UTF_8.encode("1234\n"), 5)).isEqualTo("1234");
        assertThatThrownBy(() -> lines.nextText(UTF_8.encode("123456"), 5))
                .isInstanceOfSatisfying(
                        PushCoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE))
                .hasMessage("line must not be longer than 5 bytes");
    }

    @Test
    void bytesThatAreNoTextAreShownAsSuch() {
        assertThat(lines.nextText(ISO_8859_1.encode("\u00ff\n"), 5)).isEqualTo("\ufffd");
    }
}
