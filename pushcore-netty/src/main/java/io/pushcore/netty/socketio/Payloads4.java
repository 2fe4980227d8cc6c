package io.pushcore.netty.socketio;

import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Bodies of polls in version 4: packets with a separator between them. */
final class Payloads4 {
    /** ASCII's record separator, which JSON never has. */
    private static final int SEPARATOR = 0x1E;

    private Payloads4() {}

    static List<Packet> read(ByteBuffer body) {
        List<Packet> packets = new ArrayList<>();
        int from = body.position();
        int end = body.limit();
        for (int i = from; i <= end; i++) {
            if (i == end || body.get(i) == SEPARATOR) {
                packets.add(packet(body.duplicate().limit(i).position(from)));
                from = i + 1;
            }
        }
        body.position(end);
        return packets;
    }

    private static Packet packet(ByteBuffer text) {
        if (text.hasRemaining() && text.get(text.position()) == 'b') {
            return Packet.ofBase64(text.position(text.position() + 1));
        }
        return Packet.ofText(text);
    }

    static void write(List<Packet> packets, Output body) {
        for (int i = 0; i < packets.size(); i++) {
            if (i > 0) {
                body.put(SEPARATOR);
            }
            Packet packet = packets.get(i);
            if (packet.isBinary()) {
                body.put('b').put(Base64.getEncoder().encode(packet.data().bytes()));
            } else {
                body.put(packet.type().digit()).put(packet.data());
            }
        }
    }
}
