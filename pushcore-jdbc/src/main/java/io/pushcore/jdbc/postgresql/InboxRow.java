package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is recorded of one inbox but its cursors in what is followed. Of the transaction that read it. */
final class InboxRow {
    /** In the order in which {@link #read} takes them. */
    static final String COLUMNS =
            "fence, node, acknowledged, last, reserved, shown, shown_count, burned, epoch, floor, beyond";

    long fence;
    /** Whose it is; empty while it is nobody's. */
    String node = "";

    long acknowledged;
    long last;
    /** The highest number reserved. */
    long reserved;

    byte[] shown = {};
    long shownCount;
    List<SeqRange> burned = List.of();
    /** On the owner's own log; none for who has none. */
    @Nullable
    Cursor own;

    /** From a row, from a column on. */
    static InboxRow read(ResultSet row, int from) throws SQLException {
        InboxRow inbox = new InboxRow();
        inbox.fence = row.getLong(from);
        inbox.node = Names.text(row.getBytes(from + 1));
        inbox.acknowledged = row.getLong(from + 2);
        inbox.last = row.getLong(from + 3);
        inbox.reserved = row.getLong(from + 4);
        inbox.shown = row.getBytes(from + 5);
        inbox.shownCount = row.getLong(from + 6);
        Long[] ranges = (Long[]) row.getArray(from + 7).getArray();
        inbox.burned = new ArrayList<>();
        for (int i = 0; i < ranges.length; i += 2) {
            inbox.burned.add(new SeqRange(ranges[i], ranges[i + 1]));
        }
        String epoch = row.getString(from + 8);
        inbox.own =
                epoch == null ? null : new Cursor(epoch, row.getLong(from + 9), Offsets.of(row.getBytes(from + 10)));
        return inbox;
    }

    long[] burnedNumbers() {
        long[] numbers = new long[2 * burned.size()];
        for (int i = 0; i < burned.size(); i++) {
            numbers[2 * i] = burned.get(i).first();
            numbers[2 * i + 1] = burned.get(i).last();
        }
        return numbers;
    }

    /**
     * Makes a node the owner, with so many numbers after {@link #last}.
     *
     * @param above which these must be
     */
    void open(long newFence, String newNode, int numbers, long above) {
        fence = newFence;
        node = newNode;
        long unused = Math.max(reserved, above);
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
        long count = checkpoint.shown().stream().mapToLong(Shown::count).sum();
        if (checkpoint.acknowledged() < acknowledged
                || checkpoint.last() < last
                || (checkpoint.last() == last && count > shownCount)) {
            return false;
        }
        acknowledged = checkpoint.acknowledged();
        last = checkpoint.last();
        shown = ShownBytes.toBytes(checkpoint.shown());
        shownCount = count;
        burned = checkpoint.burned();
        reserved = checkpoint.release() ? last : Math.max(reserved, last);
        if (checkpoint.release()) {
            node = "";
        }
        return true;
    }
}
