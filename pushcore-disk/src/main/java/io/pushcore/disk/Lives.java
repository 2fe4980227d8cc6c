package io.pushcore.disk;

import io.pushcore.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * The epochs of a channel, the oldest first, each with the offset it starts after. Offsets go on from one to the next. Immutable.
 */
record Lives(List<Life> all) {
    /** As many are known as may be, though nothing is kept of them. */
    private static final int KNOWN = 32;

    /** An epoch. */
    record Life(String epoch, long after) {}

    Lives {
        all = List.copyOf(all);
    }

    static Lives none() {
        return new Lives(List.of());
    }

    String current() {
        return all.get(all.size() - 1).epoch();
    }

    /** With epochs that begin after an offset, the last. */
    Lives plus(List<String> epochs, long after) {
        if (epochs.isEmpty()) {
            return this;
        }
        List<Life> more = new ArrayList<>(all);
        epochs.forEach(epoch -> more.add(new Life(epoch, after)));
        return new Lives(more);
    }

    /** Without the oldest of which no message is kept. */
    Lives shortened(long firstKept) {
        int unused = 0;
        while (all.size() - unused > KNOWN && all.get(unused + 1).after() < firstKept) {
            unused++;
        }
        return unused == 0 ? this : new Lives(all.subList(unused, all.size()));
    }

    /** As they are where the log ends at an offset: what was beyond it is of none. */
    Lives cutAt(long last) {
        return new Lives(all.stream()
                .map(life -> new Life(life.epoch(), Math.min(life.after(), last)))
                .toList());
    }

    /** The epoch of the message at an offset. */
    String at(long offset) {
        int place = all.size() - 1;
        while (place > 0 && all.get(place).after() >= offset) {
            place--;
        }
        return all.get(place).epoch();
    }

    /** Whether a position is of this log, which reaches to an offset: it is beyond neither the end of its epoch nor the head. */
    boolean knows(Position position, long last) {
        return position.offset() <= end(position.epoch(), last);
    }

    /** The last offset that positions of an epoch have in this log, which reaches to one; -1 if the epoch is none of its. */
    long end(String epoch, long last) {
        for (int place = all.size() - 1; place >= 0; place--) {
            if (all.get(place).epoch().equals(epoch)) {
                return place + 1 < all.size() ? all.get(place + 1).after() : last;
            }
        }
        return -1;
    }

    /** Where the epoch of a position that is beyond it ended; -1 if the epoch is not over, or is none of its. */
    long endOfOver(Position position) {
        long end = position.epoch().equals(current()) ? -1 : end(position.epoch(), -1);
        return end < position.offset() ? end : -1;
    }

    void writeTo(ByteWriter out) {
        out.number(all.size());
        for (Life life : all) {
            out.text(life.epoch()).number(life.after());
        }
    }

    static Lives readFrom(ByteReader in) {
        List<Life> all = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            all.add(new Life(in.text(), in.number()));
        }
        return new Lives(all);
    }
}
