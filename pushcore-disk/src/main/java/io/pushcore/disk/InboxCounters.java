package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The last fence and the last follow version that were given, of all inboxes and owners. The writer's thread owns it. */
final class InboxCounters implements GroupState {
    private static final byte[] KEY = "inboxes".getBytes(UTF_8);
    /** After an end that was not clean: more than could be lost of a log that was damaged. */
    private static final long LEAP = 1 << 20;

    private final String generation;
    private long fence;
    private long version;
    private boolean isTouched;

    /** Over a database that is open. */
    InboxCounters(Database database) {
        generation = database.generations().current();
        byte[] known = database.get(Family.META, KEY);
        if (known != null) {
            ByteReader in = new ByteReader(known);
            boolean isLater = !in.text().equals(generation);
            fence = in.number() + (isLater ? LEAP : 0);
            version = in.number() + (isLater ? LEAP : 0);
        }
    }

    long nextFence() {
        isTouched = true;
        return ++fence;
    }

    long nextVersion() {
        isTouched = true;
        return ++version;
    }

    @Override
    public void finish(Batch batch) {
        if (isTouched) {
            byte[] bytes = new ByteWriter(32)
                    .text(generation)
                    .number(fence)
                    .number(version)
                    .toBytes();
            batch.put(Family.META, KEY, bytes);
        }
    }

    @Override
    public void written() {
        isTouched = false;
    }

    @Override
    public void dropped() {
        // what was given for nothing is not given again
    }
}
