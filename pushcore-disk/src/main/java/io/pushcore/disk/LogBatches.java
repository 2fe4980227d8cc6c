package io.pushcore.disk;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds batches in a log of writes, whose records are parts of batches. Any thread. */
final class LogBatches {
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int LAST = 4;

    private LogBatches() {}

    /** The number of the change behind the last whole batch before a place, up to which all can be read; unknown where there is none. */
    static long next(RecordFile records, int end) {
        long next = BatchHead.UNKNOWN;
        BatchHead begun = null;
        for (int at = records.begin(0); at < end; at = records.begin(records.next(at))) {
            begun = begins(records, at) ? head(records, at) : begun;
            if (begun != null && ends(records, at)) {
                next = begun.next();
            }
        }
        return next;
    }

    /** Whether one of the batches that can be read from a place on, where no record need begin, is of a kind. */
    static boolean anyFrom(RecordFile records, int place, Predicate<BatchHead> kind) {
        int at = place;
        while (at < records.size()) {
            if (!records.isWhole(at)) {
                at++;
                continue;
            }
            BatchHead head = begins(records, at) ? head(records, at) : null;
            if (head != null && head.isPlausible() && kind.test(head)) {
                return true;
            }
            at = records.next(at);
        }
        return false;
    }

    /** Of the batch that begins with a record; the end of it may be in the next, where a block ends. Null if it cannot be read. */
    private static @Nullable BatchHead head(RecordFile records, int at) {
        ByteBuffer bytes = ByteBuffer.allocate(BatchHead.WITH_NOTE);
        put(records.payload(at), bytes);
        int next = records.begin(records.next(at));
        if (records.type(at) == FIRST && bytes.hasRemaining()) {
            if (!records.isWhole(next) || begins(records, next)) {
                return null;
            }
            put(records.payload(next), bytes);
        }
        return BatchHead.of(bytes.flip());
    }

    private static void put(ByteBuffer part, ByteBuffer into) {
        into.put(part.limit(part.position() + Math.min(part.remaining(), into.remaining())));
    }

    private static boolean begins(RecordFile records, int at) {
        return records.type(at) == FULL || records.type(at) == FIRST;
    }

    private static boolean ends(RecordFile records, int at) {
        return records.type(at) == FULL || records.type(at) == LAST;
    }
}
