package io.pushcore.netty.ipush;

import io.pushcore.Delivery;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.netty.http.JsonText;
import io.pushcore.transport.Output;
import java.util.Base64;

/** What the server says, as JSON; keys stand in the order y, s, l, t, f, u, c, b. */
final class IpushJson {
    static final int TO_USER = 3;
    static final int TO_CHANNEL = 4;
    /** Names the channel of a message that was handed to the users who followed it and were there, and is in no log. */
    static final String CHANNEL = "ipush-channel";

    private IpushJson() {}

    /** A message of an inbox; without a number if it has none. */
    static void delivery(Delivery delivery, String user, Output out) {
        Message message = delivery.message();
        String named = message.headers().getOrDefault(CHANNEL, "");
        boolean own = message.channel().startsWith("@") && named.isEmpty();
        out.put("{\"y\":").decimal(own ? TO_USER : TO_CHANNEL);
        if (delivery.seq() > 0) {
            out.put(",\"s\":").decimal(delivery.seq());
        }
        text("t", user, out);
        if (!message.sender().isEmpty()) {
            text("f", message.sender(), out);
        }
        if (!own) {
            text("c", named.isEmpty() ? message.channel() : named, out);
        }
        text("b", body(message.payload()), out);
        out.put("}\n");
    }

    /** What is for everybody, in no log and without a number. */
    static void broadcast(Payload payload, String user, Output out) {
        out.put("{\"y\":").decimal(TO_USER);
        text("t", user, out);
        text("b", body(payload), out);
        out.put("}\n");
    }

    static void error(String sentence, Output out) {
        out.put("{\"error\":");
        JsonText.string(sentence, out);
        out.put("}\n");
    }

    /** Bodies are text: bytes that are none go as base64. */
    private static String body(Payload payload) {
        return payload.type() == Payload.Type.BINARY
                ? Base64.getEncoder().encodeToString(payload.bytes())
                : payload.text();
    }

    private static void text(String key, String value, Output out) {
        out.put(",\"").put(key).put("\":");
        JsonText.string(value, out);
    }
}
