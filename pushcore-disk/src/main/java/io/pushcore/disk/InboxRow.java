package io.pushcore.disk;

import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is recorded of one inbox but its cursors in what is followed. Of the thread that read it; a work changes it before it is told. */
final class InboxRow {
    private static final int FORMAT = 1;
    private static final byte[] NOTHING_SHOWN = InboxShown.toBytes(List.of());

    long fence;
    /** Whose it is; empty while it is nobody's. */
    String node = "";
    /** Whose it was before it was opened by this work; not written. */
    String heldBy = "";

    long acknowledged;
    long last;
    /** The highest number reserved. */
    long reserved;

    long usedAt;
    /** The time under which it is found as unused: that of its last use, or of one before. */
    long listedAt;
    /** On the owner's own log; none for who has none. */
    @Nullable
    Cursor own;

    List<SeqRange> burned = List.of();
    private long shownCount;
    /** Written as {@link InboxShown} does. */
    byte[] shown = NOTHING_SHOWN;

    /** One that stands so in its owner's own log. */
    InboxRow(@Nullable Cursor own) {
        this.own = own;
    }

    /**
     * Makes a node the owner, with so many numbers after {@link #last}.
     *
     * @param floor which these must be above
     */
    void open(long newFence, String newNode, int numbers, long floor) {
        fence = newFence;
        heldBy = node;
        node = newNode;
        long unused = Math.max(reserved, floor);
        if (unused > last) {
            burned = burnedUpTo(unused);
            last = unused;
        }
        reserved = last + numbers;
    }

    private List<SeqRange> burnedUpTo(long through) {
        List<SeqRange> more = new ArrayList<>(burned);
        long first = last + 1;
        if (!more.isEmpty() && more.get(more.size() - 1).last() == last) {
            first = more.remove(more.size() - 1).first();
        }
        more.add(new SeqRange(first, through));
        return more;
    }

    boolean isOwned(long ofFence) {
        return !node.isEmpty() && fence == ofFence;
    }

    /** Reserves numbers; says whether that changes anything. */
    boolean reserve(long ofFence, long through) {
        if (!isOwned(ofFence)) {
            throw new StorageException(Fault.FENCED, "fence " + ofFence + " is over, the inbox had " + fence + " last");
        }
        if (through <= reserved) {
            return false;
        }
        if (through - reserved > InboxStore.MAX_NUMBERS) {
            throw new IllegalArgumentException(
                    "more than " + InboxStore.MAX_NUMBERS + " numbers after " + reserved + ": through " + through);
        }
        reserved = through;
        return true;
    }

    /** Takes over what its owner records but the cursors; says no if something newer is recorded. */
    boolean record(Checkpoint checkpoint) {
        long count = InboxShown.count(checkpoint.shown());
        if (checkpoint.acknowledged() < acknowledged
                || checkpoint.last() < last
                || (checkpoint.last() == last && count > shownCount)) {
            return false;
        }
        acknowledged = checkpoint.acknowledged();
        last = checkpoint.last();
        shown = InboxShown.toBytes(checkpoint.shown());
        shownCount = count;
        burned = checkpoint.burned();
        reserved = checkpoint.release() ? last : Math.max(reserved, last);
        if (checkpoint.release()) {
            node = "";
        }
        return true;
    }

    /**
     * What cannot be of it, in words after its name; nothing if all is well.
     *
     * @param lastFence the last that was given
     */
    String wrong(InboxId id, long lastFence) {
        if (InboxId.ownLog(id.owner()).isPresent() != (own != null)) {
            return "with a cursor on a log that is not its own, or without the one on its own";
        }
        if (fence < 1 || fence > lastFence) {
            return "with fence " + fence + ", and " + lastFence + " was the last given";
        }
        if (acknowledged < 0 || acknowledged > last || last > reserved) {
            return "whose numbers cannot be: acknowledged through " + acknowledged + ", given through " + last
                    + ", reserved through " + reserved;
        }
        long seq = acknowledged;
        List<Shown> all = InboxShown.of(shown);
        for (Shown one : all) {
            if (one.seq() <= seq || one.count() < 1 || one.seq() + one.count() - 1 > last) {
                return "which was shown what cannot be: " + one;
            }
            seq = one.seq() + one.count() - 1;
        }
        seq = 0;
        for (SeqRange range : burned) {
            if (range.first() <= seq || range.last() < range.first() || range.last() > last) {
                return "of which numbers were burned that cannot be: " + range;
            }
            seq = range.last();
        }
        return InboxShown.count(all) == shownCount ? "" : "which was shown more or less than its row counts";
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(96 + shown.length);
        out.number(FORMAT)
                .number(fence)
                .text(node)
                .number(acknowledged)
                .number(last)
                .number(reserved);
        out.signed(usedAt).signed(listedAt).number(own == null ? 0 : 1);
        if (own != null) {
            InboxCursor.write(own, out);
        }
        out.number(burned.size());
        long seq = 0;
        for (SeqRange range : burned) {
            out.signed(range.first() - seq).signed(range.last() - range.first());
            seq = range.last();
        }
        return out.number(shownCount).sized(shown).toBytes();
    }

    static @Nullable InboxRow of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        ByteReader in = new ByteReader(bytes);
        long format = in.number();
        if (format != FORMAT) {
            throw Failures.corrupt("an inbox has a row of format " + format);
        }
        InboxRow row = new InboxRow(null);
        row.fence = in.number();
        row.node = in.text();
        row.acknowledged = in.number();
        row.last = in.number();
        row.reserved = in.number();
        row.usedAt = in.signed();
        row.listedAt = in.signed();
        row.own = in.number() == 0 ? null : InboxCursor.read(in);
        List<SeqRange> ranges = new ArrayList<>();
        long seq = 0;
        for (int left = in.count(); left > 0; left--) {
            long first = seq + in.signed();
            seq = first + in.signed();
            ranges.add(new SeqRange(first, seq));
        }
        row.burned = ranges;
        row.shownCount = in.number();
        row.shown = in.sized();
        return row;
    }
}
