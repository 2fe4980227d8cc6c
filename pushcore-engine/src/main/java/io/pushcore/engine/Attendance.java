package io.pushcore.engine;

import io.pushcore.transport.PresenceChange;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Who came to a channel and left it of late, for those of its readers that note it. They share it, so that who is slow to take it
 * costs a position. The channel's strand writes; lanes read.
 */
final class Attendance {
    /** Who is further behind misses the oldest. */
    static final int MOST = 4096;

    private volatile AtomicReferenceArray<@Nullable Noted> ring = new AtomicReferenceArray<>(16);
    /** The number of the newest change; written last. */
    private volatile long last;
    /** How many readers note it; only the strand touches it. */
    int readers;

    /** A change by its number: the same place is another's later. */
    private record Noted(long number, PresenceChange change) {}

    long last() {
        return last;
    }

    /** Adds a change, on the strand. */
    void note(PresenceChange change) {
        long number = last() + 1;
        AtomicReferenceArray<@Nullable Noted> into = ring;
        if (number > into.length() && into.length() < MOST) {
            into = doubled(into);
            ring = into;
        }
        into.set(place(into, number), new Noted(number, change));
        last = number;
    }

    /** The change of a number up to {@link #last()}, or null when it is no longer here. */
    @Nullable
    PresenceChange at(long number) {
        AtomicReferenceArray<@Nullable Noted> from = ring;
        Noted noted = from.get(place(from, number));
        return noted == null || noted.number != number ? null : noted.change;
    }

    private static AtomicReferenceArray<@Nullable Noted> doubled(AtomicReferenceArray<@Nullable Noted> ring) {
        AtomicReferenceArray<@Nullable Noted> wider = new AtomicReferenceArray<>(ring.length() * 2);
        for (int i = 0; i < ring.length(); i++) {
            Noted noted = ring.get(i);
            if (noted != null) {
                wider.set(place(wider, noted.number), noted);
            }
        }
        return wider;
    }

    private static int place(AtomicReferenceArray<@Nullable Noted> ring, long number) {
        return (int) number & (ring.length() - 1);
    }
}
