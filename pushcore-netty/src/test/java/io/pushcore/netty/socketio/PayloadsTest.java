package io.pushcore.netty.socketio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PayloadsTest {
    private static final Packet TEXT = Packet.message(Payload.of("2[\"ü€\"]"));
    private static final Packet BYTES = Packet.message(Payload.of(new byte[] {1, 2, 3, 4}));

    private static String written(Version version, Packet... packets) {
        Output out = new Output();
        version.write(List.of(packets), out);
        return new String(out.toBytes(), UTF_8);
    }

    private static List<Packet> read(Version version, String body) {
        return version.read(ByteBuffer.wrap(body.getBytes(UTF_8)), false);
    }

    @Test
    void version4SeparatesPacketsAndWritesBytesAsBase64() {
        assertThat(written(Version.V4, Packet.of(PacketType.PONG, "probe"), TEXT, BYTES))
                .isEqualTo("3probe\u001e42[\"ü€\"]\u001ebAQIDBA==");
        assertThat(read(Version.V4, "3probe\u001e42[\"ü€\"]\u001ebAQIDBA=="))
                .containsExactly(Packet.of(PacketType.PONG, "probe"), TEXT, BYTES);
    }

    @Test
    void version3SaysLengthsAndWritesNothingButAscii() {
        assertThat(written(Version.V3, TEXT, BYTES, Packet.of(PacketType.NOOP)))
                .isEqualTo("18:42[\"\\u00fc\\u20ac\"]10:b4AQIDBA==1:6");
        assertThat(read(Version.V3, "8:42[\"ü€\"]10:b4AQIDBA==1:6"))
                .containsExactly(TEXT, BYTES, Packet.of(PacketType.NOOP));
    }

    @Test
    void clientsOfSocketIo1EncodeTwice() {
        String twice = new String("42[\"ü€\"]".getBytes(UTF_8), ISO_8859_1);
        assertThat(read(Version.V3, twice.length() + ":" + twice)).containsExactly(TEXT);
    }

    @Test
    void version3ReadsBodiesOfBytes() {
        byte[] body = {0, 4, (byte) 255, '4', '2', '[', ']', 1, 5, (byte) 255, 4, 1, 2, 3, 4};
        assertThat(Version.V3.read(ByteBuffer.wrap(body), true))
                .containsExactly(Packet.message(Payload.of("2[]")), BYTES);
    }

    @Test
    void whatIsNoBodyIsRefused() {
        for (String body : List.of("", "7", "x", "2\u001e", "b%%%", "\u001e2")) {
            assertRefused(body, () -> read(Version.V4, body));
        }
        for (String body : List.of("", "2", ":2", "0:", "2:2", "-1:2", "9999999999:2", "1:x", "2:b3", "1:22")) {
            assertRefused(body, () -> read(Version.V3, body));
        }
        for (byte[] body : List.of(
                new byte[] {2, 1, (byte) 255, '2'},
                new byte[] {0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9},
                new byte[] {0, 2, (byte) 255, '2'},
                new byte[] {1, 1, (byte) 255, 3})) {
            assertRefused("bytes", () -> Version.V3.read(ByteBuffer.wrap(body), true));
        }
    }

    private static void assertRefused(String what, Runnable read) {
        assertThatThrownBy(read::run).as(what).isInstanceOf(PushCoreException.class);
    }
}
