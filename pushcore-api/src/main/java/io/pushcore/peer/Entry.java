package io.pushcore.peer;

import java.util.List;

/** One thing that a frame says. */
sealed interface Entry {
    /** A channel has moved. */
    final class Hint implements Entry {
        final String channel;
        final byte[] bytes;

        Hint(String channel, byte[] bytes) {
            this.channel = channel;
            this.bytes = bytes;
        }
    }

    /** Bytes for the engine of another node. */
    final class Control implements Entry {
        final byte[] bytes;

        Control(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /** What the interest of the sender became, change by change, after it had a version; each change makes one version. */
    record Changes(long from, List<Change> changes) implements Entry {
        long through() {
            return from + changes.size();
        }
    }

    /** A name that is wanted from now on, or no more. */
    record Change(String name, boolean on) {}

    /** The sender is there, and the sum of its interest is this; {@code answer} asks for a beat of who hears it. */
    record Beat(Sum sum, boolean answer) implements Entry {}

    /** The version of an interest, how many names it has, and a hash of them. */
    record Sum(long version, long count, long hash) {
        /** Of a node that wants nothing yet. */
        static final Sum NONE = new Sum(0, 0, 0);
    }

    /** A part of all names of an interest as they were at a version. */
    record Listing(long version, int part, boolean last, List<String> names) implements Entry {}

    /** Asks for the interest beyond a version; {@code fresh} where the sender knew nothing of it until now. */
    record Ask(long have, boolean fresh) implements Entry {}

    /** The interest of who receives this is known up to a version. */
    record Ack(long version) implements Entry {}

    /** The sender ends. */
    record Goodbye() implements Entry {}

    /** Sent to oneself, to see that it comes round. */
    record Probe(long number) implements Entry {}

    /** The sender had to drop hints. */
    record Lost() implements Entry {}
}
