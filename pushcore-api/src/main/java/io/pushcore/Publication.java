package io.pushcore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One message as it is handed to {@link Channel#publish(Publication)}: a payload and what goes with it. Immutable; each
 * method gives a changed copy.
 *
 * @param payload what is published
 * @param key groups messages of a channel; empty for none, at most 255 bytes
 * @param ttl how long it may be delivered; {@link Duration#ZERO} for as long as it is kept
 * @param idempotencyKey a repeat with this key is not appended again; empty for none, at most 255 bytes
 * @param headers names and values, passed on as they are; at most 16
 * @param sender the user it comes from; empty for none. Set by the application, never taken from the wire
 */
public record Publication(
        Payload payload, String key, Duration ttl, String idempotencyKey, Map<String, String> headers, String sender) {
    /** The most headers a message can have. */
    public static final int MAX_HEADERS = 16;

    public Publication {
        limited("key", key);
        limited("idempotency key", idempotencyKey);
        if (ttl.isNegative()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "ttl must not be negative: " + ttl);
        }
        if (headers.size() > MAX_HEADERS) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "headers must not be more than " + MAX_HEADERS + ": " + headers.size());
        }
        if (!headers.isEmpty()) {
            headers.forEach(Publication::limitedHeader);
        }
        headers = Map.copyOf(headers);
    }

    public static Publication of(Payload payload) {
        return new Publication(payload, "", Duration.ZERO, "", Map.of(), "");
    }

    public static Publication of(String text) {
        return of(Payload.of(text));
    }

    public Publication key(String newKey) {
        return new Publication(payload, newKey, ttl, idempotencyKey, headers, sender);
    }

    public Publication ttl(Duration newTtl) {
        return new Publication(payload, key, newTtl, idempotencyKey, headers, sender);
    }

    public Publication idempotencyKey(String newIdempotencyKey) {
        return new Publication(payload, key, ttl, newIdempotencyKey, headers, sender);
    }

    public Publication header(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Publication(payload, key, ttl, idempotencyKey, more, sender);
    }

    public Publication sender(String newSender) {
        return new Publication(payload, key, ttl, idempotencyKey, headers, newSender);
    }

    private static void limitedHeader(String name, String value) {
        limited("header name", name);
        if (value.length() > 4096) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "header value must not be longer than 4096 characters: " + value.length());
        }
    }

    private static void limited(String what, String value) {
        // a character takes three bytes at most
        int bytes = value.length() <= 85 ? value.length() : value.getBytes(UTF_8).length;
        if (bytes > 255) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, what + " must not be longer than 255 bytes: " + bytes);
        }
    }
}
