package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.netty.text.Utf8;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * A packet of Engine.IO.
 *
 * @param data text, or binary, which only messages are
 */
record Packet(PacketType type, Payload data) {
    private static final Payload NOTHING = Payload.of("");

    static Packet of(PacketType type) {
        return new Packet(type, NOTHING);
    }

    static Packet of(PacketType type, String text) {
        return new Packet(type, Payload.of(text));
    }

    static Packet message(Payload data) {
        return new Packet(PacketType.MESSAGE, data);
    }

    boolean isBinary() {
        return data.type() == Payload.Type.BINARY;
    }

    boolean says(String text) {
        return !isBinary() && data.text().equals(text);
    }

    /** A packet that came as text. */
    static Packet ofText(ByteBuffer text) {
        if (!text.hasRemaining()) {
            throw broken("packet must not be empty");
        }
        PacketType type = PacketType.of(text.get());
        if (!Utf8.isValid(text, text.position(), text.limit())) {
            throw broken("packet must be UTF-8");
        }
        return new Packet(type, Payload.copyOf(Payload.Type.TEXT, text));
    }

    /** A message that came as Base64. */
    static Packet ofBase64(ByteBuffer base64) {
        byte[] copy = new byte[base64.remaining()];
        base64.get(copy);
        try {
            return message(Payload.of(Base64.getDecoder().decode(copy)));
        } catch (IllegalArgumentException notBase64) {
            throw broken("binary packet must be Base64");
        }
    }

    /** A packet that came as a message of a WebSocket. */
    static Packet ofFrame(Payload frame, Version version) {
        ByteBuffer bytes = frame.buffer();
        if (frame.type() != Payload.Type.BINARY) {
            return ofText(bytes);
        }
        if (version == Version.V4) {
            return message(frame);
        }
        if (!bytes.hasRemaining() || bytes.get() != PacketType.MESSAGE.digit() - '0') {
            throw broken("binary packet must be a message");
        }
        return message(Payload.copyOf(Payload.Type.BINARY, bytes));
    }

    /** Writes it as a message of a WebSocket. */
    void frame(Version version, Output out) {
        if (!isBinary()) {
            WebSocketFrames.text(1 + data.length(), out);
            out.put(type.digit()).put(data);
        } else if (version == Version.V4) {
            WebSocketFrames.binary(data.length(), out);
            out.put(data);
        } else {
            WebSocketFrames.binary(1 + data.length(), out);
            out.put(type.digit() - '0').put(data);
        }
    }

    static PushCoreException broken(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }
}
