package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    @Test
    void linesAreToldApart() throws ConnectionLost {
        FrameReader frames =
                reading("ok\nok hello 2\nok pub a e:1\ngap a e:0 e:5\nerr 404 no\nend a failed x\nbye 504 x\npong\n");
        for (FrameReader.Kind kind : new FrameReader.Kind[] {
            FrameReader.Kind.OK,
            FrameReader.Kind.OK,
            FrameReader.Kind.ACCEPTED,
            FrameReader.Kind.GAP,
            FrameReader.Kind.ERROR,
            FrameReader.Kind.END,
            FrameReader.Kind.BYE,
            FrameReader.Kind.PONG
        }) {
            assertThat(frames.next()).isEqualTo(kind);
        }
    }

    @Test
    void aMessageIsReadByItsLength() throws ConnectionLost {
        FrameReader frames = reading("msg a:b e1:42 12\nmsg x e:1 3\n\nmsg c e1:43 0\n\npong\n");
        assertThat(frames.next()).isEqualTo(FrameReader.Kind.MESSAGE);
        assertThat(frames.message().channel()).isEqualTo("a:b");
        assertThat(frames.message().position()).isEqualTo("e1:42");
        assertThat(payload(frames)).isEqualTo("msg x e:1 3\n");
        assertThat(frames.next()).isEqualTo(FrameReader.Kind.MESSAGE);
        assertThat(payload(frames)).isEmpty();
        assertThat(frames.next()).isEqualTo(FrameReader.Kind.PONG);
    }

    @Test
    void howTheBytesAreCutChangesNothing() throws ConnectionLost {
        Random random = new Random(7);
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String payload = "x\n".repeat(random.nextInt(i % 20 == 0 ? 400_000 : 50));
            stream.append("msg c e:")
                    .append(i)
                    .append(' ')
                    .append(payload.length())
                    .append('\n')
                    .append(payload);
            stream.append("\nok pub c e:").append(i).append('\n');
        }
        byte[] bytes = stream.toString().getBytes(UTF_8);
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        FrameReader frames = new FrameReader(
                (target, from, length) -> in.read(target, from, Math.min(length, 1 + random.nextInt(100_000))));
        for (int i = 0; i < 200; i++) {
            assertThat(frames.next()).isEqualTo(FrameReader.Kind.MESSAGE);
            assertThat(frames.message().position()).isEqualTo("e:" + i);
            assertThat(payload(frames)).matches("(x\n)*");
            assertThat(frames.next()).isEqualTo(FrameReader.Kind.ACCEPTED);
            assertThat(frames.line()).isEqualTo("ok pub c e:" + i);
        }
        assertThatThrownBy(frames::next).hasMessage("connection closed by the broker");
    }

    @Test
    void whatIsNoBrokerIsSaid() {
        for (String garbage : new String[] {
            "HTTP/1.1 400 Bad Request\r\n",
            "\u0001Cmd not found: hello\n",
            "\n",
            "pongo\n",
            "msg\n",
            "msg a\n",
            "msg a e1 5\n",
            "msg a e:x 5\n",
            "msg a e: 5\n",
            "msg a :1 5\n",
            "msg a e:1 -5\n",
            "msg a e:1 5 6\n",
            "msg a e:1 99999999999\n",
            "msg a e:1 \n",
            "msg  e:1 5\n"
        }) {
            assertThatThrownBy(() -> reading(garbage).next())
                    .as(garbage)
                    .isInstanceOf(ConnectionLost.class)
                    .hasMessageStartingWith("what answers is not the line port of a PushCore broker");
        }
    }

    @Test
    void aLineWithoutEndIsNotReadForEver() {
        FrameReader frames = new FrameReader((target, from, length) -> {
            target[from] = 'x';
            return 1;
        });
        assertThatThrownBy(frames::next).hasMessageContaining("not the line port");
    }

    @Test
    void aLengthThatIsNotTheMessagesIsSaid() {
        assertThatThrownBy(() -> reading("msg a e:1 2\nhello\n").next()).hasMessageContaining("longer than it said");
    }

    @Test
    void aCutInTheMiddleIsSaid() {
        for (String part :
                new String[] {"m", "msg a e:1 5", "msg a e:1 5\n", "msg a e:1 5\nhell", "msg a e:1 5\nhello"}) {
            assertThatThrownBy(() -> reading(part).next())
                    .as(part)
                    .hasMessage("connection cut in the middle of a message");
        }
    }

    @Test
    void memoryGrowsWithWhatCameNotWithWhatWasSaid() {
        int[] largest = {0};
        FrameReader frames = new FrameReader((target, from, length) -> {
            byte[] bytes = "msg a e:1 999999999\nx".getBytes(UTF_8);
            largest[0] = Math.max(largest[0], target.length);
            if (from > 0) {
                return -1;
            }
            System.arraycopy(bytes, 0, target, from, bytes.length);
            return bytes.length;
        });
        assertThatThrownBy(frames::next).hasMessageContaining("cut in the middle");
        assertThat(largest[0]).isLessThan(1 << 20);
    }

    private static FrameReader reading(String text) {
        ByteArrayInputStream in = new ByteArrayInputStream(text.getBytes(UTF_8));
        return new FrameReader(in::read);
    }

    private static String payload(FrameReader frames) {
        MessageView message = frames.message();
        return new String(message.bytes(), message.payloadFrom(), message.payloadTo() - message.payloadFrom(), UTF_8);
    }
}
