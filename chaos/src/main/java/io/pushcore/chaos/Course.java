package io.pushcore.chaos;

import java.util.Random;

/** Where a reader stands in a channel: it goes from offset to offset, from the first on. Its reader's thread touches it; any thread reads the offset. */
final class Course {
    private static final int MOST_BACK = 20;

    final String channel;
    private final String who;
    private final Ledger ledger;
    private Place last = new Place("", 0);
    private boolean saysEpochs = true;
    private long highest;
    private volatile long offset;
    private long since;

    Course(String who, String channel, Ledger ledger) {
        this.who = who;
        this.channel = channel;
        this.ledger = ledger;
    }

    /** Where to read on; empty for the start. */
    Place last() {
        return last;
    }

    long offset() {
        return offset;
    }

    /** Sometimes a client has forgotten the last it got, and asks from before it. */
    void begin(Random random) {
        if (last.offset() > MOST_BACK && random.nextInt(10) == 0) {
            long earlier = last.offset() - random.nextInt(MOST_BACK);
            LogBook.Entry entry = ledger.book(channel).entry(earlier);
            if (!entry.epoch().isEmpty()) {
                last = new Place(entry.epoch(), earlier);
                offset = earlier;
            }
        }
    }

    /** The server says where it reads on. */
    void begins(Place place) {
        since = System.nanoTime();
        if (place.offset() != last.offset() && !ledger.book(channel).isLost(last)) {
            ledger.violations.add(
                    "R1", who + " asked for " + channel + " after " + last + " and reads on after " + place);
        }
    }

    void takes(Place place, Stamp stamp) {
        if (place.offset() != last.offset() + 1) {
            ledger.violations.add(
                    "R1", who + " stood in " + channel + " at " + last + " and was shown " + place + " " + stamp);
        }
        if (place.offset() <= highest) {
            ledger.repeated(who, channel, place, stamp, saysEpochs);
        } else {
            ledger.delivered(who, channel, place, stamp, saysEpochs, since);
        }
        last = place;
        highest = Math.max(highest, place.offset());
        offset = place.offset();
    }

    /** The server says that what is after the one through the other is no longer kept. */
    void gap(String from, Place to) {
        LogBook book = ledger.book(channel);
        if (book.isLost(last)) {
            ledger.figures.count("gaps told to readers where something was lost");
            highest = Math.min(highest, book.survivedBefore(last));
        } else {
            ledger.violations.add(
                    "R2",
                    who + " stood in " + channel + " at " + last + " and was told of a gap from " + from + " to " + to);
        }
        last = to;
        offset = to.offset();
    }

    /** The wire says an epoch once, for all that follows, and takes it back with the positions of the client. */
    void under(String epoch) {
        last = new Place(epoch, last.offset());
        saysEpochs = false;
    }
}
