package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The last fence and the last follow version that were given, of all inboxes and owners. The writer's thread owns it. */
final class InboxCounters implements GroupState {
    static final byte[] KEY = "inboxes".getBytes(UTF_8);
    /** After an end that was not clean: more than could be lost of a log that was damaged. */
    private static final long LEAP = 1 << 20;

    private final String generation;
    private long fence;
    private long version;
    private boolean isTouched;

    /** Over a database that is open. */
    InboxCounters(Database database) {
        generation = database.generations().current();
        Given known = Given.of(database.get(Family.META, KEY));
        long leap = known.generation.isEmpty() || known.generation.equals(generation) ? 0 : LEAP;
        fence = known.fence + leap;
        version = known.version + leap;
    }

    /** What was given up to the end of a generation; an empty one for nothing. */
    record Given(String generation, long fence, long version) {
        static Given of(byte @Nullable [] bytes) {
            if (bytes == null) {
                return new Given("", 0, 0);
            }
            ByteReader in = new ByteReader(bytes);
            return new Given(in.text(), in.number(), in.number());
        }

        byte[] toBytes() {
            return new ByteWriter(32)
                    .text(generation)
                    .number(fence)
                    .number(version)
                    .toBytes();
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
            batch.put(Family.META, KEY, new Given(generation, fence, version).toBytes());
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
