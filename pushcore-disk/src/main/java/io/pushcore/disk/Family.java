package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** A column family of the database: a sorted map of its own. Numbers in keys are big endian, so that they sort as numbers. */
enum Family {
    /** What is known of the whole: its generations, the ids that were given out. */
    META(false),
    /** A channel's name to its row. */
    CHANNELS(false),
    /** The id of a channel and an offset to the message. */
    MESSAGES(false),
    /** The id of a channel, sender and idempotency key to the first message that came with it. */
    KEYS(true),
    /** The id of a channel and the number of a remembered key to that key, so that the oldest are found. */
    KEY_ORDER(false),
    /** The number of a change to the name of the channel whose latest it is. */
    CHANGES(false),
    /** When a message expires, the id of its channel and its offset. */
    EXPIRIES(false),
    /** When a channel is to be swept, and its name. */
    DUES(false),
    /** The key of a lease to its value and end. */
    LEASES(true),
    /** When a lease ends, and its key. */
    LEASE_ENDS(false),
    /** The user of a session and its order among the user's to the session. */
    SESSIONS(true),
    /** The number of a lease and the key of a session that lives with it. */
    SESSION_LEASES(true),
    /** An owner of inboxes, and then what is kept of it: itself, its inboxes, cursors, follows and marks; see {@link InboxKeys}. */
    INBOXES(true),
    /** A channel and an owner who follows it. */
    FOLLOWERS(false),
    /** When an inbox was used, or somewhat later, and which. */
    USES(true);

    private final boolean readBack;

    Family(boolean readBack) {
        this.readBack = readBack;
    }

    /** Whether a work sees in it what works before it in the same batch have staged. It costs a little for each change. */
    boolean isReadBack() {
        return readBack;
    }

    byte[] bytes() {
        return this == META
                ? "default".getBytes(UTF_8)
                : name().toLowerCase(Locale.ROOT).getBytes(UTF_8);
    }
}
