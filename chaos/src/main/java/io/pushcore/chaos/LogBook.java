package io.pushcore.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log of one channel as far as anybody was told of it: by an acknowledgement, a delivery or history. A place that two were told
 * differently of is a violation. Usable from any thread.
 */
final class LogBook {
    /**
     * What was told of an offset.
     *
     * @param epoch empty while nobody has said it
     * @param acknowledgedAt 0 if nobody was acknowledged
     */
    record Entry(String epoch, Stamp stamp, long acknowledgedAt) {
        boolean isThere() {
            return stamp.number() != 0;
        }

        @Override
        public String toString() {
            return epoch + " " + stamp;
        }
    }

    /** Of an offset whose epoch nobody has said. */
    private static final short UNSAID = -1;

    private static final Entry NOTHING = new Entry("", new Stamp(0, 0), 0);

    private final String channel;
    private final Violations violations;
    private final ReentrantLock lock = new ReentrantLock();
    /** By offset; 0 where nothing was told. */
    private long[] stamps = new long[1_024];

    private long[] acknowledgedAt = new long[1_024];
    private short[] epochOf = new short[1_024];
    private final List<String> epochs = new ArrayList<>();
    private long acknowledged;
    private long highest;
    /** Epochs that ended with the loss of their last messages, and how far they hold. */
    private final List<Place> cut = new ArrayList<>();

    private long forgotten;

    LogBook(String channel, Violations violations) {
        this.channel = channel;
        this.violations = violations;
    }

    /** The publisher was told so. */
    void acknowledged(Place place, Stamp stamp) {
        lock.lock();
        try {
            if (told("acknowledged", place, stamp, true)) {
                int at = (int) place.offset();
                if (acknowledgedAt[at] != 0) {
                    violations.add("L1", channel + " " + place + " was acknowledged twice, now to " + stamp);
                }
                acknowledgedAt[at] = System.nanoTime();
                acknowledged = Math.max(acknowledged, place.offset());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A reader was told so; what is known of that place.
     *
     * @param exactly whether the epoch was said with the message; else it is the one in which the reader began
     */
    Entry seen(String who, Place place, Stamp stamp, boolean exactly) {
        lock.lock();
        try {
            return told("shown to " + who, place, stamp, exactly) ? entry(place.offset()) : NOTHING;
        } finally {
            lock.unlock();
        }
    }

    /** False if it belongs to what was lost since, as it may be in a copy of the database that was behind. */
    private boolean told(String how, Place place, Stamp stamp, boolean exactly) {
        if (isLost(place)) {
            return false;
        }
        int at = (int) place.offset();
        require(at);
        short epoch = exactly ? epoch(place.epoch()) : UNSAID;
        if (stamps[at] == 0) {
            stamps[at] = stamp.bits();
            epochOf[at] = epoch;
            highest = Math.max(highest, at);
        } else if (epochOf[at] == UNSAID) {
            epochOf[at] = epoch;
        }
        if (stamps[at] != stamp.bits() || (exactly && epochOf[at] != epoch)) {
            violations.add("L5", channel + " " + place + " is " + stamp + " " + how + ", and was told as " + entry(at));
        }
        return true;
    }

    Entry entry(long offset) {
        lock.lock();
        try {
            int at = (int) offset;
            return at > highest || stamps[at] == 0
                    ? NOTHING
                    : new Entry(name(epochOf[at]), Stamp.of(stamps[at]), acknowledgedAt[at]);
        } finally {
            lock.unlock();
        }
    }

    /** The highest offset that was acknowledged. */
    long acknowledged() {
        lock.lock();
        try {
            return acknowledged;
        } finally {
            lock.unlock();
        }
    }

    /** The highest offset that anybody told of. */
    long highest() {
        lock.lock();
        try {
            return highest;
        } finally {
            lock.unlock();
        }
    }

    /** What is behind this was in no copy of the database: it is lost, and its offsets are given to other messages in another epoch. */
    void forget(long after) {
        lock.lock();
        try {
            for (String epoch : epochs) {
                cut.add(new Place(epoch, after));
            }
            for (int at = (int) after + 1; at <= highest; at++) {
                forgotten += acknowledgedAt[at] == 0 ? 0 : 1;
                stamps[at] = 0;
                acknowledgedAt[at] = 0;
            }
            highest = Math.min(highest, after);
            acknowledged = Math.min(acknowledged, after);
        } finally {
            lock.unlock();
        }
    }

    /** How many that were acknowledged were lost with a database whose copy was behind. */
    long forgotten() {
        lock.lock();
        try {
            return forgotten;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a position is of what was lost. */
    boolean isLost(Place place) {
        return survivedBefore(place) < place.offset();
    }

    /** The last offset up to this one that survived. */
    long survivedBefore(Place place) {
        lock.lock();
        try {
            return cut.stream()
                    .filter(end -> end.epoch().equals(place.epoch()))
                    .mapToLong(Place::offset)
                    .reduce(place.offset(), Math::min);
        } finally {
            lock.unlock();
        }
    }

    private String name(short epoch) {
        return epoch == UNSAID ? "" : epochs.get(epoch);
    }

    private short epoch(String name) {
        int known = epochs.indexOf(name);
        if (known < 0) {
            epochs.add(name);
            known = epochs.size() - 1;
        }
        return (short) known;
    }

    private void require(int offset) {
        if (offset >= stamps.length) {
            int size = Math.max(offset + 1, stamps.length * 2);
            stamps = Arrays.copyOf(stamps, size);
            acknowledgedAt = Arrays.copyOf(acknowledgedAt, size);
            epochOf = Arrays.copyOf(epochOf, size);
        }
    }
}
