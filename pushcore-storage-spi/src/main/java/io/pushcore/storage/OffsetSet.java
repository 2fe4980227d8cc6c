package io.pushcore.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.PeekableLongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** A set of offsets, from 0 on. Immutable; costs little where they lie close together. */
public final class OffsetSet {
    public static final OffsetSet EMPTY = new OffsetSet(new Roaring64Bitmap());

    /** The most a {@link #range} holds. */
    public static final long MAX_RANGE = 1L << 32;

    /** What the bitmap keeps together. */
    private static final long BLOCK = 1 << 16;

    private final Roaring64Bitmap bits;

    private OffsetSet(Roaring64Bitmap bits) {
        this.bits = bits;
    }

    /**
     * These offsets.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public static OffsetSet of(long... offsets) {
        for (long offset : offsets) {
            checkNotNegative(offset);
        }
        return of(Roaring64Bitmap.bitmapOf(offsets));
    }

    /**
     * All from one to another, both included; none where {@code last} is before {@code first}.
     *
     * @throws IllegalArgumentException if one is negative, or these are more than {@link #MAX_RANGE}
     */
    public static OffsetSet range(long first, long last) {
        if (last < first) {
            return EMPTY;
        }
        checkNotNegative(first);
        if (last - first >= MAX_RANGE) {
            throw new IllegalArgumentException("more than " + MAX_RANGE + " offsets: " + first + " to " + last);
        }
        Roaring64Bitmap bits = new Roaring64Bitmap();
        if (first < last) {
            bits.addRange(first, last);
        }
        bits.addLong(last); // by itself, since the end of a range is not part of it, and there may be none after it
        return of(bits);
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if these are other bytes
     */
    public static OffsetSet ofBytes(byte[] bytes) {
        Roaring64Bitmap bits = new Roaring64Bitmap();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try {
            bits.deserializePortable(new DataInputStream(in));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("not a set of offsets", e);
        }
        if (in.available() > 0 || !bits.validate() || (!bits.isEmpty() && bits.last() < 0)) {
            throw new IllegalArgumentException("not a set of offsets");
        }
        return of(bits);
    }

    /** The portable form of 64-bit Roaring bitmaps, which other languages read too. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            bits.serializePortable(new DataOutputStream(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public boolean contains(long offset) {
        return bits.contains(offset);
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public long count() {
        return bits.getLongCardinality();
    }

    /** How many there are from one to another, both included. */
    public long countWithin(long first, long last) {
        return last < first || last < 0 ? 0 : bits.rankLong(last) - (first <= 0 ? 0 : bits.rankLong(first - 1));
    }

    /** Both together. */
    public OffsetSet with(OffsetSet more) {
        if (more.isEmpty() || isEmpty()) {
            return isEmpty() ? more : this;
        }
        return of(Roaring64Bitmap.or(bits, more.bits));
    }

    /** Those above an offset. */
    public OffsetSet above(long offset) {
        if (isEmpty() || bits.first() > offset) {
            return this;
        }
        return bits.last() <= offset ? EMPTY : of(Roaring64Bitmap.andNot(bits, blocksUpTo(offset)));
    }

    /** Those up to an offset, and it. */
    public OffsetSet upTo(long offset) {
        if (isEmpty() || bits.last() <= offset) {
            return this;
        }
        return bits.first() > offset ? EMPTY : of(Roaring64Bitmap.and(bits, blocksUpTo(offset)));
    }

    /** Each, in order. */
    public void forEach(LongConsumer taker) {
        LongIterator each = bits.getLongIterator();
        while (each.hasNext()) {
            taker.accept(each.next());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OffsetSet set && bits.equals(set.bits);
    }

    /** Of what equal sets have in common, however each is kept. */
    @Override
    public int hashCode() {
        return isEmpty() ? 0 : Long.hashCode(31 * (31 * bits.first() + bits.last()) + count());
    }

    @Override
    public String toString() {
        return count() <= 100 ? bits.toString() : "{" + bits.first() + ",…," + bits.last() + "} of " + count();
    }

    private static OffsetSet of(Roaring64Bitmap bits) {
        if (bits.isEmpty()) {
            return EMPTY;
        }
        bits.runOptimize();
        return new OffsetSet(bits);
    }

    /** All up to an offset, and it, in the blocks that are in use: all there are would be too many. */
    private Roaring64Bitmap blocksUpTo(long offset) {
        Roaring64Bitmap blocks = new Roaring64Bitmap();
        PeekableLongIterator each = bits.getLongIterator();
        while (each.hasNext() && each.peekNext() <= offset) {
            long block = each.peekNext() & -BLOCK;
            if (offset - block < BLOCK) {
                blocks.addRange(block, offset + 1);
                break;
            }
            blocks.addRange(block, block + BLOCK);
            each.advanceIfNeeded(block + BLOCK);
        }
        return blocks;
    }

    private static void checkNotNegative(long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative: " + offset);
        }
    }
}
