package io.pushcore.engine.cluster;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.engine.cluster.Bytes.Reading;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A message as bytes. */
public final class MessageCodec {
    private static final int AROUND = 64;

    private MessageCodec() {}

    /** All of it but channel and epoch. */
    public static byte[] bytes(Message message) {
        Bytes bytes = new Bytes(AROUND + message.payload().length());
        bytes.number(message.offset());
        bytes.instant(message.time());
        boolean expires = !message.expires().equals(Instant.MAX);
        bytes.one(expires ? 1 : 0);
        if (expires) {
            bytes.instant(message.expires());
        }
        PayloadCodec.write(bytes, message.payload());
        bytes.text(message.key())
                .text(message.sender())
                .number(message.headers().size());
        message.headers().forEach((name, value) -> bytes.text(name).text(value));
        return bytes.toArray();
    }

    /**
     * A message as it was written; what a newer node has added behind it is passed over.
     *
     * @throws IllegalArgumentException where it breaks off
     */
    public static Message read(String channel, String epoch, Reading from) {
        Position position = new Position(epoch, from.number());
        Instant time = from.instant();
        Instant expires = from.one() == 1 ? from.instant() : Instant.MAX;
        Payload payload = PayloadCodec.read(from);
        String key = from.text();
        String sender = from.text();
        return new Message(channel, position, time, payload, key, headers(from), sender, expires);
    }

    private static Map<String, String> headers(Reading from) {
        long count = from.number();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>();
        for (long i = 0; i < count; i++) {
            headers.put(from.text(), from.text());
        }
        return Map.copyOf(headers);
    }
}
