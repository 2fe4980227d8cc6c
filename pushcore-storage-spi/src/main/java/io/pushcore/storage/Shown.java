package io.pushcore.storage;

import io.pushcore.Position;
import java.util.List;

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
    record Run(long seq, String channel, Position first, int count) implements Shown {
        /**
         * The same where its epoch is over and another goes on: in that as far as it holds there, the rest, which was lost, as it was. Else other
         * messages would stand under its numbers.
         *
         * @param end the last offset that positions of its epoch have
         */
        public List<Run> in(String epoch, long end) {
            long holds = Math.min(end - first.offset() + 1, count);
            if (holds <= 0 || epoch.equals(first.epoch())) {
                return List.of(this);
            }
            Run held = new Run(seq, channel, new Position(epoch, first.offset()), (int) holds);
            return holds == count
                    ? List.of(held)
                    : List.of(held, new Run(seq + holds, channel, first.plus(holds), count - (int) holds));
        }
    }

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
