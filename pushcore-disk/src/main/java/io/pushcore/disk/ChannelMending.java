package io.pushcore.disk;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.Weight;
import java.util.function.Consumer;

/**
 * What can be kept of one channel. A log has no holes but where messages have expired: what stands before one that is lost is let go with
 * it, which is a gap for who reads there; only where the newest are lost the older are kept. For one thread.
 */
final class ChannelMending {
    private final ChannelRow row;
    private final ReadOnlyFiles files;
    private final Rebuild.Target target;
    private final Consumer<String> dropped;

    private long count;
    private long first;
    private long firstTime;
    private long before;
    private long last;
    private long lastTime = Long.MIN_VALUE;
    private long weight;
    /** Of what is lost and not told of yet; 0 for nothing. */
    private long lostFrom;

    private long lostTo;
    private boolean isChanged;
    /** Whether older ones were let go. */
    private boolean isTrimmed;

    ChannelMending(ChannelRow row, ReadOnlyFiles files, Rebuild.Target target, Consumer<String> dropped) {
        this.row = row;
        this.files = files;
        this.target = target;
        this.dropped = dropped;
    }

    /** Writes its messages and keys, and changes the row to what is kept; gives how many messages that are. */
    long run() {
        Span span = row.span;
        if (!span.isEmpty()) {
            new SparseWalk(files, Family.MESSAGES)
                    .run(
                            Keys.pair(row.id, Math.max(1, span.first())),
                            Keys.pair(row.id, span.last() + 1),
                            this::message,
                            this::lost);
        }
        if (lostFrom > 0) {
            tell("");
        }
        Span kept = kept(span);
        row.mend(kept, count > 0 && last == kept.last() ? lastTime : row.lastTime, isChanged);
        keys();
        return count;
    }

    private Span kept(Span span) {
        if (count == 0) {
            return isChanged || span.isEmpty()
                    ? new Span(span.last() + 1, Nanos.NEVER, span.total(), span.last(), span.total())
                    : span;
        }
        long end = lostFrom > 0 ? last : span.last();
        long total = last == end ? weight : Math.max(weight, span.total());
        return isTrimmed || first == span.first()
                ? new Span(first, firstTime, before, end, total)
                : new Span(span.first(), span.firstTime(), Math.min(span.before(), before), end, total);
    }

    private void message(byte[] key, byte[] value) {
        long offset = ByteReader.fixed(key, 8);
        long own;
        try {
            Message message =
                    MessageRecord.read(row.name, new Position(row.lives().at(offset), offset), new ByteReader(value));
            own = Weight.of(message);
        } catch (StorageException | IllegalArgumentException unreadable) {
            lost(offset, offset);
            return;
        }
        long time = ByteReader.fixed(value, 0);
        long weightBefore = ByteReader.fixed(value, 16);
        if (count > 0 && (time <= lastTime || weightBefore < weight)) {
            lost(offset, offset);
            return;
        }
        if (lostFrom > 0) {
            trimThrough(offset);
        }
        if (count == 0) {
            first = offset;
            firstTime = time;
            before = weightBefore;
        }
        count++;
        last = offset;
        lastTime = time;
        weight = weightBefore + own;
        target.put(Family.MESSAGES, key, value);
        long expires = ByteReader.fixed(value, 8);
        if (expires != Nanos.NEVER) {
            target.put(Family.EXPIRIES, Keys.expiry(expires, row.id, offset), Keys.number(own));
        }
    }

    private void lost(byte[] from, byte[] to) {
        // a longer key is what comes right after a message that was read
        lost(ByteReader.fixed(from, 8) + (from.length > 16 ? 1 : 0), ByteReader.fixed(to, 8) - 1);
    }

    private void lost(long from, long to) {
        if (from <= to && from <= row.span.last()) {
            lostFrom = lostFrom == 0 ? from : lostFrom;
            lostTo = Math.min(to, row.span.last());
            isChanged = true;
        }
    }

    /** Lets go of what stands before the loss, since something stands behind it. */
    private void trimThrough(long next) {
        tell(count == 0 ? "" : ", and " + count + " before them, since a log has no holes");
        target.deleteRange(Family.MESSAGES, Keys.pair(row.id, 0), Keys.pair(row.id, next));
        lostFrom = 0;
        count = 0;
        isTrimmed = true;
    }

    private void tell(String more) {
        dropped.accept("channel " + row.name + ": messages " + lostFrom + " to " + lostTo + more);
    }

    private void keys() {
        new SparseWalk(files, Family.KEYS)
                .run(
                        Keys.number(row.id),
                        Keys.after(row.id),
                        this::key,
                        (from, to) -> dropped.accept("channel " + row.name
                                + ": idempotency keys, so that what was published with them may be published again"));
    }

    private void key(byte[] key, byte[] value) {
        RememberedKeys known = RememberedKeys.of(value);
        if (known != null && known.offset() <= row.span.last() && known.number() < row.nextKey) {
            target.put(Family.KEYS, key, value);
            target.put(Family.KEY_ORDER, Keys.pair(row.id, known.number()), Keys.tail(key, 8));
        } else {
            dropped.accept("channel " + row.name + ": the idempotency key of a message that is lost");
        }
    }
}
