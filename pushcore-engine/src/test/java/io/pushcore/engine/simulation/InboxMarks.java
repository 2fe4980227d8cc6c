package io.pushcore.engine.simulation;

import io.pushcore.ReadStates;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Which messages of their own logs users have marked as read. */
final class InboxMarks {
    private static final class Marked {
        /** May be marked. */
        private final BitSet asked = new BitSet();
        /** Are marked for sure. */
        private final BitSet certain = new BitSet();
        /** Calls that may forget all of it, and were not answered. */
        private int forgetting;
        /** How often all of it may have been forgotten. */
        private int lives;
    }

    private final InboxWorld world;
    private final Map<String, Marked> all = new HashMap<>();

    InboxMarks(InboxWorld world) {
        this.world = world;
    }

    private Marked of(String user) {
        return all.computeIfAbsent(user, unused -> new Marked());
    }

    /** A call begins; what is returned is run where it succeeds. What is beyond the known head may be marked or not. */
    Runnable mark(String user, int first, int last, long head) {
        Marked marked = of(user);
        int life = marked.lives;
        marked.asked.set(first, last + 1);
        return () -> {
            world.tally.count(InboxHappening.MARKED);
            if (marked.lives == life && marked.forgetting == 0 && first <= head) {
                marked.certain.set(first, (int) Math.min(last, head) + 1);
            }
        };
    }

    /** A call begins that may forget all marks of a user; what is returned is run when it has happened, or will not. */
    Runnable forget(String user) {
        Marked marked = of(user);
        marked.forgetting++;
        marked.lives++;
        marked.certain.clear();
        return () -> {
            marked.forgetting--;
            marked.lives++;
            marked.certain.clear();
        };
    }

    /** What must be marked in an answer to what is asked now. */
    BitSet certain(String user) {
        return (BitSet) of(user).certain.clone();
    }

    /** I13: marks are added up, whoever marks, and nothing is marked that nobody has. */
    void check(String user, ReadStates states, BitSet before) {
        Marked marked = of(user);
        int read = 0;
        for (int offset = (int) states.first(); offset <= states.last(); offset++) {
            read += states.isRead(offset) ? 1 : 0;
            world.mustBe(
                    !states.isRead(offset) || marked.asked.get(offset),
                    "I13: %d of %s is marked, and nobody has",
                    offset,
                    user);
            world.mustBe(
                    states.isRead(offset) || !world.keepsOwn || !before.get(offset) || !marked.certain.get(offset),
                    "I13: %d of %s was marked, and is not",
                    offset,
                    user);
        }
        world.tally.count(read > 0 ? InboxHappening.MARKS_READ : InboxHappening.NO_MARKS_READ);
    }
}
