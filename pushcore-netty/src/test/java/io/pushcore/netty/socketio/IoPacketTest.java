package io.pushcore.netty.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IoPacketTest {
    @Test
    void packetsAsTheProtocolsPageShowsThem() {
        assertThat(IoPacket.of("0")).isEqualTo(new IoPacket(IoType.CONNECT, "/", -1, 0, ""));
        assertThat(IoPacket.of("0/admin,{\"token\":\"123\"}"))
                .isEqualTo(new IoPacket(IoType.CONNECT, "/admin", -1, 0, "{\"token\":\"123\"}"));
        assertThat(IoPacket.of("0/chat?token=a")).isEqualTo(new IoPacket(IoType.CONNECT, "/chat?token=a", -1, 0, ""));
        assertThat(IoPacket.of("2[\"foo\"]")).isEqualTo(new IoPacket(IoType.EVENT, "/", -1, 0, "[\"foo\"]"));
        assertThat(IoPacket.of("2/admin,456[\"a\"]"))
                .isEqualTo(new IoPacket(IoType.EVENT, "/admin", 456, 0, "[\"a\"]"));
        assertThat(IoPacket.of("51-/admin,456[\"a\",{\"_placeholder\":true,\"num\":0}]")
                        .attachments())
                .isEqualTo(1);
        assertThat(IoPacket.of("1/admin,").namespace()).isEqualTo("/admin");
    }

    @Test
    void whatIsNoPacketIsRefused() {
        for (String text : List.of("", "7", "x", "5", "5[\"a\"]", "5-[\"a\"]", "512345-[]", "29999999999999999[]")) {
            assertThatThrownBy(() -> IoPacket.of(text)).as(text).isInstanceOf(PushCoreException.class);
        }
    }

    @Test
    void argumentsAreTextBytesOrJson() {
        Payload bytes = Payload.of(new byte[] {1});
        assertThat(Args.read("[\"a\\u00fc\", 1 ,{\"b\":[]},{ \"num\":0, \"_placeholder\":true}]", List.of(bytes)))
                .containsExactly(Payload.of("aü"), Payload.json("1"), Payload.json("{\"b\":[]}"), bytes);
        for (String json : List.of(
                "",
                "{}",
                "[",
                "[] []",
                "[{\"_placeholder\":true,\"num\":1}]",
                "[" + "[".repeat(1000) + "]".repeat(1001))) {
            assertThatThrownBy(() -> Args.read(json, List.of(bytes))).as(json).isInstanceOf(PushCoreException.class);
        }
    }

    @Test
    void aMessageSaysItsEventAndWhereItStands() {
        assertThat(form(true, Payload.of("a\"\u0001"), Map.of()))
                .containsExactly(Payload.of("2/n,[\"message\",\"a\\\"\\u0001\",\"e:7:room \\\"1\"]"));
        assertThat(form(false, Payload.json("{}"), Map.of("event", "said")))
                .containsExactly(Payload.of("2/n,[\"said\",{}]"));
        assertThat(form(false, Payload.json("1"), Map.of("event", "disconnect")))
                .containsExactly(Payload.of("2/n,[\"message\",1]"));
        Payload bytes = Payload.of(new byte[] {9});
        assertThat(form(false, bytes, Map.of()))
                .containsExactly(Payload.of("51-/n,[\"message\",{\"_placeholder\":true,\"num\":0}]"), bytes);
    }

    private static List<Payload> form(boolean isPlaced, Payload payload, Map<String, String> headers) {
        Output out = new Output();
        Position position = new Position("e", 7);
        new EventForm("/n", isPlaced)
                .encode(new Message("room \"1", position, Instant.EPOCH, payload, "", headers, "", Instant.MAX), out);
        List<Frames.Frame> frames = Frames.read(List.of(ByteBuffer.wrap(out.toBytes())));
        if (isPlaced) {
            assertThat(Place.last(frames.get(0).message())).contains(new Place("room \"1", position));
        }
        return frames.stream().map(Frames.Frame::message).toList();
    }
}
