package io.pushcore.netty.socketio;

import io.pushcore.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bodies that are not text, in version 3: for each packet 0 if it is text and 1 if not, the digits of its length as bytes from 0 to 9, a byte
 * 255, and the packet.
 */
final class BinaryPayloads3 {
    private static final int END_OF_LENGTH = 255;
    private static final int MOST_DIGITS = 9;

    private BinaryPayloads3() {}

    static List<Packet> read(ByteBuffer body) {
        List<Packet> packets = new ArrayList<>();
        while (body.hasRemaining()) {
            int kind = body.get();
            int length = length(body);
            if ((kind != 0 && kind != 1) || length < 1 || length > body.remaining()) {
                throw Packet.broken("packet must have its kind and its length in front");
            }
            ByteBuffer packet = body.slice(body.position(), length);
            body.position(body.position() + length);
            packets.add(
                    kind == 0
                            ? Packet.ofText(packet)
                            : Packet.ofFrame(Payload.copyOf(Payload.Type.BINARY, packet), Version.V3));
        }
        if (packets.isEmpty()) {
            throw Packet.broken("body must not be empty");
        }
        return packets;
    }

    private static int length(ByteBuffer body) {
        int length = 0;
        for (int digits = 0; body.hasRemaining() && digits <= MOST_DIGITS; digits++) {
            int digit = body.get() & 0xFF;
            if (digit == END_OF_LENGTH) {
                return length;
            }
            if (digit > 9) {
                return -1;
            }
            length = 10 * length + digit;
        }
        return -1;
    }
}
