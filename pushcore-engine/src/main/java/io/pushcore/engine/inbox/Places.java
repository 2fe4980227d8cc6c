package io.pushcore.engine.inbox;

import io.pushcore.Position;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The channels an inbox reads, each at a place, and how far it has read. Only the turns of the inbox touch it, but for {@link #mark}.
 * Arrays, for there are as many as follows.
 */
final class Places {
    /** So many are looked through; an index would cost a third more a follow, for all the inboxes that follow few. */
    private static final int LOOKED_THROUGH = 256;

    private @Nullable String[] channels;
    private @Nullable String[] epochs;
    private long[] read;
    /** Which follow it is: a channel followed anew is another. */
    private long[] versions;

    private @Nullable PlaceIndex index;
    private int count;
    private final BitSet free = new BitSet(0);
    /** A bit for each place whose channel has news. */
    private volatile AtomicLongArray news;

    Places(int capacity) {
        channels = new String[capacity];
        epochs = new String[capacity];
        read = new long[capacity];
        versions = new long[capacity];
        news = new AtomicLongArray((capacity + 63) / 64);
    }

    /** Says that a channel has news; any thread. False if that was known. */
    boolean mark(int place) {
        AtomicLongArray bits = news;
        int word = place >>> 6;
        if (word >= bits.length()) {
            return true;
        }
        long bit = 1L << place;
        return (bits.get(word) & bit) == 0 && (bits.getAndUpdate(word, was -> was | bit) & bit) == 0;
    }

    /** Adds a channel that was read up to a position. */
    int add(String channel, long version, Position position) {
        int place = free.isEmpty() ? count++ : free.nextSetBit(0);
        free.clear(place);
        if (place == channels.length) {
            grow();
        }
        channels[place] = channel;
        noteIn(place, channel);
        versions[place] = version;
        moveTo(place, position.epoch(), position.offset());
        return place;
    }

    private void noteIn(int place, String channel) {
        if (index != null) {
            index.add(place, channel);
        } else if (count > LOOKED_THROUGH) {
            index = new PlaceIndex(channels.length, at -> channels[at]);
            for (int at = 0; at < count; at++) {
                if (isUsed(at)) {
                    index.add(at, channel(at));
                }
            }
        }
    }

    private void grow() {
        int wider = Math.max(4, channels.length + channels.length / 2);
        channels = Arrays.copyOf(channels, wider);
        epochs = Arrays.copyOf(epochs, wider);
        read = Arrays.copyOf(read, wider);
        versions = Arrays.copyOf(versions, wider);
        if ((wider + 63) / 64 > news.length()) {
            news = new AtomicLongArray((wider + 63) / 64);
            // a bit may have been set in the old one meanwhile
            for (int place = 0; place < count; place++) {
                mark(place);
            }
        }
    }

    void remove(int place) {
        if (index != null) {
            index.remove(place, channel(place));
        }
        channels[place] = null;
        epochs[place] = null;
        free.set(place);
    }

    /** The place of a channel, or -1. */
    int of(String channel) {
        if (index != null) {
            return index.of(channel);
        }
        for (int place = 0; place < count; place++) {
            if (channel.equals(channels[place])) {
                return place;
            }
        }
        return -1;
    }

    /** How many places there are, those that are free among them. */
    int count() {
        return count;
    }

    boolean isUsed(int place) {
        return channels[place] != null;
    }

    String channel(int place) {
        return Objects.requireNonNull(channels[place], "a free place");
    }

    long version(int place) {
        return versions[place];
    }

    Position position(int place) {
        return new Position(Objects.requireNonNull(epochs[place], "a free place"), read[place]);
    }

    void moveTo(int place, String epoch, long offset) {
        epochs[place] = epoch;
        read[place] = offset;
    }

    /** A place after another whose channel has news, and takes the mark away; -1 if there is none. */
    int nextMarked(int after) {
        int place = firstMarked(after + 1, count);
        if (place < 0) {
            place = firstMarked(0, Math.min(after + 1, count));
        }
        if (place >= 0) {
            unmark(place);
        }
        return place;
    }

    /** Word by word: of many follows few have news. */
    private int firstMarked(int from, int to) {
        AtomicLongArray bits = news;
        int place = from;
        while (place < to && place >>> 6 < bits.length()) {
            long rest = bits.get(place >>> 6) >>> place;
            if (rest == 0) {
                place = (place | 63) + 1;
                continue;
            }
            place += Long.numberOfTrailingZeros(rest);
            if (place < to && isUsed(place)) {
                return place;
            }
            place++;
        }
        return -1;
    }

    private void unmark(int place) {
        long bit = 1L << place;
        news.getAndUpdate(place >>> 6, was -> was & ~bit);
    }
}
