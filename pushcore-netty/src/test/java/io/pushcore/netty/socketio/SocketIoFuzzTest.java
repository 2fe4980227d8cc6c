package io.pushcore.netty.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.List;

/** Whatever comes: packets that can be written again and read as the same, or a {@link PushCoreException}. */
final class SocketIoFuzzTest {
    @FuzzTest
    void bodies(byte[] bytes) {
        for (Version version : Version.values()) {
            for (boolean binary : new boolean[] {false, true}) {
                try {
                    List<Packet> packets = version.read(ByteBuffer.wrap(bytes), binary);
                    Output out = new Output();
                    version.write(packets, out);
                    if (version.read(ByteBuffer.wrap(out.toBytes()), false).size() != packets.size()) {
                        throw new AssertionError("other packets than came: " + packets);
                    }
                } catch (PushCoreException refused) {
                    // that is the answer
                }
            }
        }
    }

    @FuzzTest
    void packets(byte[] bytes) {
        try {
            Packet packet = Packet.ofText(ByteBuffer.wrap(bytes));
            IoPacket io = IoPacket.of(packet.data().text());
            Args.read(io.json(), List.of(Payload.of(new byte[1])));
        } catch (PushCoreException refused) {
            // that is the answer
        }
    }

    @FuzzTest
    void events(byte[] json) {
        try {
            Place.last(Payload.copyOf(Payload.Type.TEXT, ByteBuffer.wrap(json)));
            Args.read(new String(json, UTF_8), List.of());
        } catch (PushCoreException refused) {
            // that is the answer
        }
    }
}
