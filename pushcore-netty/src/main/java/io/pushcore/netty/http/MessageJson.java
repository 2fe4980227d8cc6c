package io.pushcore.netty.http;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Output;
import java.util.Base64;

/** Messages and positions as JSON. */
public final class MessageJson {
    private MessageJson() {}

    /** A message of a page, whose epoch stands beside it. */
    static void message(Message message, Output out) {
        out.put("{\"offset\":").decimal(message.offset());
        rest(message, out);
    }

    /** A message that stands alone. */
    static void messageWithEpoch(Message message, Output out) {
        out.put("{\"epoch\":\"").put(message.position().epoch()).put("\",\"offset\":");
        out.decimal(message.offset());
        rest(message, out);
    }

    /** What follows where it stands, and the end of the object. */
    static void rest(Message message, Output out) {
        out.put(",\"time\":\"").put(message.time().toString()).put("\",\"data\":");
        payload(message.payload(), out);
        text(",\"key\":", message.key(), out);
        text(",\"sender\":", message.sender(), out);
        out.put('}');
    }

    private static void text(String name, String value, Output out) {
        if (!value.isEmpty()) {
            out.put(name);
            JsonText.string(value, out);
        }
    }

    /** A payload as a value: JSON as it is, text as a string, bytes as an object with their base64. */
    public static void payload(Payload payload, Output out) {
        switch (payload.type()) {
            case JSON -> oneLine(payload, out);
            case TEXT -> {
                out.put('"');
                for (int i = 0; i < payload.length(); i++) {
                    JsonText.escaped(payload.at(i), out);
                }
                out.put('"');
            }
            case BINARY -> out.put("{\"b64\":\"").put(base64(payload)).put("\"}");
        }
    }

    /** JSON without line ends, which it can have between its tokens only. */
    private static void oneLine(Payload payload, Output out) {
        for (int i = 0; i < payload.length(); i++) {
            byte value = payload.at(i);
            out.put(value == '\n' || value == '\r' ? ' ' : value);
        }
    }

    static byte[] base64(Payload payload) {
        return Base64.getEncoder().encode(payload.bytes());
    }

    /** {@code "EPOCH:OFFSET"}. */
    static void position(Position position, Output out) {
        out.put('"').put(position.epoch()).put(':').decimal(position.offset()).put('"');
    }
}
