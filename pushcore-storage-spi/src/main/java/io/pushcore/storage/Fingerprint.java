package io.pushcore.storage;

import io.pushcore.Payload;

/**
 * 64 bits that stand for a payload, to tell an idempotent repeat from another payload under the same key when the first
 * message is no longer kept. Who forges a twin only fools a key of their own.
 */
public final class Fingerprint {
    private Fingerprint() {}

    /** FNV-1a over type and bytes, then mixed. */
    public static long of(Payload payload) {
        long hash = 0xcbf29ce484222325L ^ payload.type().name().hashCode();
        for (int i = 0; i < payload.length(); i++) {
            hash = (hash ^ (payload.at(i) & 0xff)) * 0x100000001b3L;
        }
        hash ^= payload.length();
        hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
        return hash ^ (hash >>> 29);
    }
}
