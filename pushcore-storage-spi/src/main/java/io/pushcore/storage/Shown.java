package io.pushcore.storage;

import io.pushcore.Position;

/** What was shown to an inbox under numbers of its own, and is not acknowledged. */
public sealed interface Shown {
    /** The first number, or the only one. */
    long seq();

    /** The channel's name. */
    String channel();

    /** How many numbers. */
    int count();

    /**
     * Messages of one channel: offsets without holes under numbers without holes.
     *
     * @param first the position of the first message
     * @param count how many messages, 1 or more
     */
    record Run(long seq, String channel, Position first, int count) implements Shown {}

    /**
     * Messages that could not be shown, under one number: all after a position through another one.
     *
     * @param from where the inbox stood
     * @param to where it goes on; of another epoch where the one of {@code from} is over
     */
    record Gap(long seq, String channel, Position from, Position to, Cause cause) implements Shown {
        @Override
        public int count() {
            return 1;
        }
    }

    /** Why messages could not be shown. */
    enum Cause {
        /** The log does not keep them any more. */
        TRIMMED,
        /** Their time to live has passed. */
        EXPIRED
    }
}
