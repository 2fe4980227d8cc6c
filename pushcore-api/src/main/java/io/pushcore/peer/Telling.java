package io.pushcore.peer;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the own interest from a version on, over as many frames as it takes. The outbox that has it guards it. */
final class Telling {
    /** Room for a name, and what is around it. */
    private static final int LEAST_SPACE = 320;

    private static final int AROUND_NAMES = 48;

    private final OwnInterest own;
    private final boolean wholeIfNeeded;
    private long told;
    private OwnInterest.@Nullable Whole whole;
    private int next;
    private int part;

    /** Of changes alone: who missed some that are no longer kept finds out by the next beat. */
    static Telling changesOf(OwnInterest own) {
        return new Telling(own, 0, false);
    }

    /** Of all that is beyond a version, if need be by all names. */
    static Telling since(OwnInterest own, long have) {
        return new Telling(own, have, true);
    }

    private Telling(OwnInterest own, long told, boolean wholeIfNeeded) {
        this.own = own;
        this.told = told;
        this.wholeIfNeeded = wholeIfNeeded;
    }

    boolean isDone() {
        return whole == null && told == own.sum().version();
    }

    void fill(FrameWriter frame, int limit) {
        while (!isDone() && limit - frame.length() >= LEAST_SPACE) {
            if (whole == null) {
                tellChanges(frame, limit);
            } else {
                tellPart(frame, limit, whole);
            }
        }
    }

    private void tellChanges(FrameWriter frame, int limit) {
        Optional<Entry.Changes> found = own.since(told, limit - frame.length() - AROUND_NAMES);
        if (found.isPresent()) {
            frame.raw(Frame.changes(told, found.get().changes()));
            told = found.get().through();
        } else if (wholeIfNeeded) {
            whole = own.whole();
            next = 0;
            part = 0;
        } else {
            told = own.sum().version();
        }
    }

    private void tellPart(FrameWriter frame, int limit, OwnInterest.Whole all) {
        int left = limit - frame.length() - AROUND_NAMES;
        int end = next;
        while (end < all.names().size()
                && left >= NameHash.mostBytes(all.names().get(end)) + 1) {
            left -= NameHash.mostBytes(all.names().get(end)) + 1;
            end++;
        }
        boolean last = end == all.names().size();
        List<String> names = all.names().subList(next, end);
        frame.raw(Frame.listing(all.version(), part, last, names));
        next = end;
        part++;
        if (last) {
            told = all.version();
            whole = null;
        }
    }
}
