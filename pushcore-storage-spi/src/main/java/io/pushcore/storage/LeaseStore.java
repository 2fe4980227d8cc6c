package io.pushcore.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Values that live for a time. Keys are 1 to 512 bytes of UTF-8, values at most 64 KiB; setting another completes with an
 * {@link IllegalArgumentException}. A value whose time has passed is gone for every call, whether it was swept or not.
 */
public interface LeaseStore {
    /** The longest key, in bytes of UTF-8. */
    int MAX_KEY_BYTES = 512;
    /** The longest value. */
    int MAX_VALUE_BYTES = 64 << 10;

    /** Sets a value, whatever was there. */
    CompletionStage<Void> put(String key, byte[] value, Duration ttl);

    /** Sets a value if none is there; says whether it did. One of several concurrent callers wins. */
    CompletionStage<Boolean> putIfAbsent(String key, byte[] value, Duration ttl);

    /** Gives a value a new time to live; says whether it was there. */
    CompletionStage<Boolean> renew(String key, Duration ttl);

    /** The value, if it is there. */
    CompletionStage<Optional<byte[]>> get(String key);

    /** Removes and gives the value; of several concurrent callers one gets it. */
    CompletionStage<Optional<byte[]>> take(String key);

    /** Keys that begin with a prefix and come after a key, in the order of their bytes, with their values. */
    CompletionStage<List<Entry>> list(String prefix, String after, int limit);

    /** A key and its value. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only handed on
    record Entry(String key, byte[] value) {}
}
