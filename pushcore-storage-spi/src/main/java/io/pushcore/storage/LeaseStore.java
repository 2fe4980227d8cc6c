package io.pushcore.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Values that live for a time, and sessions that live with a value. Keys are 1 to 512 bytes of UTF-8, values at most 64 KiB; setting another
 * completes with an {@link IllegalArgumentException}. A value whose time has passed is gone for every call, whether it was swept or
 * not.
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

    /**
     * Registers a session of a user if there is room among the user's sessions, or makes room, in one step. An id that is there
     * already gives its first answer again. Fails with {@code FENCED} where the lease of its node is over.
     *
     * @param limit how many sessions the user may have, this one included; 1 or more
     */
    CompletionStage<Admission> openSession(Session session, int limit, WhenFull whenFull);

    /** Removes a session; says whether it was there. */
    CompletionStage<Boolean> closeSession(String user, String id);

    /** The sessions of a user, the one opened first first. */
    CompletionStage<List<Session>> sessions(String user);

    /**
     * Removes and gives sessions whose node's lease ended before they were closed; of several concurrent callers one gets
     * each. They are kept until somebody asks.
     */
    CompletionStage<List<Session>> takeLost(int limit);

    /** A key and its value. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only handed on
    record Entry(String key, byte[] value) {}

    /**
     * One presence of a user. It lives until it is closed or evicted, or the lease of its node ends: a value that is put under
     * that key again is another lease and brings nothing back.
     *
     * @param user at most 512 bytes of UTF-8
     * @param id names it among the user's; at most 255 bytes of UTF-8
     * @param device the user's device, or empty; at most 255 bytes of UTF-8
     * @param node the key of its node's lease
     */
    record Session(String user, String id, String device, String node) {}

    /** Whom a full house sends away. */
    enum WhenFull {
        EVICT_OLDEST,
        REFUSE
    }

    /** What became of a session that wants to be opened. */
    sealed interface Admission {
        /**
         * It is registered.
         *
         * @param evicted those removed for it, the oldest first; whoever holds them is to end them
         */
        record Opened(List<Session> evicted) implements Admission {
            public Opened {
                evicted = List.copyOf(evicted);
            }
        }

        /** There was no room; nothing was changed. */
        record Refused() implements Admission {}
    }
}
