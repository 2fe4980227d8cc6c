package io.pushcore.disk;

import org.jspecify.annotations.Nullable;

/**
 * What is known of who follows or has inboxes. Immutable.
 *
 * @param version of what it follows
 * @param usedAt when it did something last, as long as it has no inbox
 * @param listedAt the time under which it is found as unused; {@link Nanos#NEVER} as long as it has an inbox, which is found itself
 */
record InboxOwnerRow(long version, long usedAt, long listedAt) {
    private static final int FORMAT = 1;

    boolean hasInbox() {
        return listedAt == Nanos.NEVER;
    }

    InboxOwnerRow version(long next) {
        return new InboxOwnerRow(next, usedAt, listedAt);
    }

    InboxOwnerRow usedAt(long time) {
        return new InboxOwnerRow(version, time, listedAt);
    }

    InboxOwnerRow listedAt(long time) {
        return new InboxOwnerRow(version, usedAt, time);
    }

    byte[] toBytes() {
        return new ByteWriter(32)
                .number(FORMAT)
                .number(version)
                .signed(usedAt)
                .signed(listedAt)
                .toBytes();
    }

    static @Nullable InboxOwnerRow of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        ByteReader in = new ByteReader(bytes);
        long format = in.number();
        if (format != FORMAT) {
            throw Failures.corrupt("an owner of inboxes has a row of format " + format);
        }
        return new InboxOwnerRow(in.number(), in.signed(), in.signed());
    }
}
