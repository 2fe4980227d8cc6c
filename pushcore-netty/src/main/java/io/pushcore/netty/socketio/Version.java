package io.pushcore.netty.socketio;

import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The versions of Engine.IO: 4 is that of Socket.IO 3 and 4, 3 that of Socket.IO 1 and 2. */
enum Version {
    V3,
    V4;

    static Optional<Version> of(String number) {
        return switch (number) {
            case "3" -> Optional.of(V3);
            case "4" -> Optional.of(V4);
            default -> Optional.empty();
        };
    }

    /** The packets of a body. */
    List<Packet> read(ByteBuffer body, boolean binary) {
        if (this == V4) {
            return Payloads4.read(body);
        }
        return binary ? BinaryPayloads3.read(body) : Payloads3.read(body);
    }

    /** Writes packets as a body. */
    void write(List<Packet> packets, Output body) {
        if (this == V4) {
            Payloads4.write(packets, body);
        } else {
            Payloads3.write(packets, body);
        }
    }
}
