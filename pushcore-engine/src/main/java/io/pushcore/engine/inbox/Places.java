package io.pushcore.engine.inbox;

import io.pushcore.Position;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The channels an inbox reads, each at a place, and how far it has read. Only the turns of the inbox touch it, but for {@link #mark}.
 * Arrays, for there are as many as follows.
 */
final class Places {
    private String[] channels;
    private String[] epochs;
    private long[] read;
    /** Which follow it is: a channel followed anew is another. */
    private long[] versions;

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
        versions[place] = version;
        moveTo(place, position.epoch(), position.offset());
        return place;
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
        channels[place] = null;
        epochs[place] = null;
        free.set(place);
    }

    /** The place of a channel, or -1. */
    int of(String channel) {
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
        return channels[place];
    }

    long version(int place) {
        return versions[place];
    }

    Position position(int place) {
        return new Position(epochs[place], read[place]);
    }

    void moveTo(int place, String epoch, long offset) {
        epochs[place] = epoch;
        read[place] = offset;
    }

    /** A place after another whose channel has news, and takes the mark away; -1 if there is none. */
    int nextMarked(int after) {
        for (int i = 1; i <= count; i++) {
            int place = (after + i) % count;
            if (isMarked(place) && isUsed(place)) {
                unmark(place);
                return place;
            }
        }
        return -1;
    }

    private boolean isMarked(int place) {
        int word = place >>> 6;
        return word < news.length() && (news.get(word) & 1L << place) != 0;
    }

    private void unmark(int place) {
        long bit = 1L << place;
        news.getAndUpdate(place >>> 6, was -> was & ~bit);
    }
}
