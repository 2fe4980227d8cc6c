package io.pushcore.storage;

import io.pushcore.Message;
import io.pushcore.Payload;
import java.util.Map;

/** What a message counts for in {@link Retention} and {@link Read}: the bytes of its payload, key and headers in UTF-8. */
public final class Weight {
    private Weight() {}

    public static long of(Message message) {
        return of(message.payload(), message.key(), message.headers());
    }

    public static long of(Payload payload, String key, Map<String, String> headers) {
        long bytes = payload.length();
        if (!key.isEmpty()) {
            bytes += utf8(key);
        }
        if (!headers.isEmpty()) {
            for (Map.Entry<String, String> header : headers.entrySet()) {
                bytes += utf8(header.getKey()) + utf8(header.getValue());
            }
        }
        return bytes;
    }

    private static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // each half of a surrogate pair stands for two of its four bytes
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
