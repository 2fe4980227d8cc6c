package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Fingerprint;
import io.pushcore.storage.Weight;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message in bytes: time, expiry and the weight of all before it, eight bytes each, which the writer fills in; then what was
 * published, which its caller encodes.
 */
final class MessageRecord {
    /** What {@link Place} and expiry are read from. */
    static final int HEAD = 24;

    final byte[] bytes;
    final long weight;
    /** Sender and idempotency key; empty if there is none. */
    final byte[] scope;

    final long fingerprint;

    /** Of a publication; on the thread of who publishes. */
    MessageRecord(Publication publication) {
        Payload payload = publication.payload();
        ByteWriter out = new ByteWriter(HEAD + 64 + payload.length());
        out.skip(HEAD);
        out.number(code(payload.type()));
        out.text(publication.sender()).text(publication.key());
        out.number(publication.headers().size());
        publication.headers().forEach((name, value) -> out.text(name).text(value));
        int at = out.skip(payload.length());
        payload.copyInto(out.array(), at);
        bytes = out.toBytes();
        weight = Weight.of(payload, publication.key(), publication.headers());
        boolean keyed = !publication.idempotencyKey().isEmpty();
        scope = keyed
                ? new ByteWriter(64)
                        .text(publication.sender())
                        .raw(publication.idempotencyKey().getBytes(UTF_8))
                        .toBytes()
                : new byte[0];
        fingerprint = keyed ? Fingerprint.of(payload) : 0;
    }

    /** Fills in what the writer knows. */
    byte[] at(long time, long expires, long before) {
        ByteWriter.set(bytes, 0, time);
        ByteWriter.set(bytes, 8, expires);
        ByteWriter.set(bytes, 16, before);
        return bytes;
    }

    static Message read(String channel, Position position, ByteReader in) {
        long time = in.fixed();
        long expires = in.fixed();
        in.fixed();
        Payload.Type type = type(in.octet());
        String sender = in.text();
        String key = in.text();
        Map<String, String> headers = Map.of();
        int count = in.count();
        if (count > 0) {
            headers = new LinkedHashMap<>();
            for (int left = count; left > 0; left--) {
                headers.put(in.text(), in.text());
            }
            headers = Map.copyOf(headers);
        }
        Payload payload = Payload.copyOf(type, in.rest());
        return new Message(
                channel, position, Nanos.instant(time), payload, key, headers, sender, Nanos.instant(expires));
    }

    private static int code(Payload.Type type) {
        return switch (type) {
            case JSON -> 0;
            case TEXT -> 1;
            case BINARY -> 2;
        };
    }

    private static Payload.Type type(int code) {
        return switch (code) {
            case 0 -> Payload.Type.JSON;
            case 1 -> Payload.Type.TEXT;
            case 2 -> Payload.Type.BINARY;
            default -> throw Failures.corrupt("a message has a payload of type " + code);
        };
    }
}
