package io.pushcore.memory;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.OffsetSet;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of one inbox, row by row as its owner's follows; under the lock of the inboxes. In the epoch of the follow a floor is kept as
 * its distance from where that took effect, which is a small number.
 */
final class Cursors {
    private static final int FLOOR = 0;
    /** 0 is the epoch of the follow, others are the owner's epochs from 1 on. */
    private static final int EPOCH = 1;

    private static final int COLUMNS = 2;

    private final Owner owner;
    private final Rows rows;
    private OffsetSet @Nullable [] beyond;

    Cursors(Owner owner) {
        this.owner = owner;
        this.rows = new Rows(COLUMNS, owner.follows());
    }

    Cursor get(int row) {
        int epoch = (int) rows.get(row, EPOCH);
        long floor = rows.get(row, FLOOR);
        return epoch == 0
                ? new Cursor(owner.fromEpoch(row), owner.fromOffset(row) + floor, beyond(row))
                : new Cursor(owner.epochs.get(epoch - 1), floor, beyond(row));
    }

    /** Moves one, never back in its epoch. */
    void move(int row, Cursor to) {
        Cursor now = merged(get(row), to);
        long distance = now.floor() - owner.fromOffset(row);
        if (distance >= 0 && now.epoch().equals(owner.fromEpoch(row))) {
            rows.set(row, EPOCH, 0);
            rows.set(row, FLOOR, distance);
        } else {
            owner.settleEpochs();
            rows.set(row, EPOCH, 1 + owner.epochs.number(now.epoch()));
            rows.set(row, FLOOR, now.floor());
        }
        keepBeyond(row, now.beyond());
    }

    /** The further of both in one epoch, else the new one. */
    static Cursor merged(Cursor now, Cursor to) {
        if (!now.epoch().equals(to.epoch())) {
            return to;
        }
        long floor = Math.max(now.floor(), to.floor());
        return new Cursor(now.epoch(), floor, now.beyond().with(to.beyond()).above(floor));
    }

    /** A channel was followed: it stands where that took effect. */
    void insert(int row) {
        rows.insert(row, 0, 0);
        if (beyond != null) {
            beyond = shifted(beyond, row, row + 1);
            beyond[row] = OffsetSet.EMPTY;
        }
    }

    void remove(int row) {
        rows.remove(row);
        if (beyond != null) {
            beyond = shifted(beyond, row + 1, row);
        }
    }

    void renumberEpochs(List<String> before) {
        for (int row = 0; row < rows.count(); row++) {
            int epoch = (int) rows.get(row, EPOCH);
            if (epoch > 0) {
                rows.set(row, EPOCH, 1 + owner.epochs.number(before.get(epoch - 1)));
            }
        }
    }

    private OffsetSet beyond(int row) {
        return beyond == null ? OffsetSet.EMPTY : beyond[row];
    }

    private void keepBeyond(int row, OffsetSet offsets) {
        if (beyond == null) {
            if (offsets.isEmpty()) {
                return;
            }
            beyond = new OffsetSet[rows.count()];
            Arrays.fill(beyond, OffsetSet.EMPTY);
        }
        beyond[row] = offsets;
        for (OffsetSet each : beyond) {
            if (!each.isEmpty()) {
                return;
            }
        }
        beyond = null;
    }

    /** A copy in which what stood from a place on stands from another one on. */
    private static OffsetSet[] shifted(OffsetSet[] sets, int from, int to) {
        OffsetSet[] moved = new OffsetSet[sets.length + to - from];
        System.arraycopy(sets, 0, moved, 0, Math.min(from, to));
        System.arraycopy(sets, from, moved, to, sets.length - from);
        return moved;
    }
}
