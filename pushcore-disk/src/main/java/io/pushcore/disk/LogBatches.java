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
        ByteBuffer begun = ByteBuffer.allocate(BatchHead.LENGTH);
        for (int at = records.begin(0); at < end; at = records.begin(records.next(at))) {
            if (begins(records, at)) {
                begun.clear();
            }
            ByteBuffer part = records.payload(at);
            begun.put(part.limit(Math.min(part.limit(), part.position() + begun.remaining())));
            if (ends(records, at) && !begun.hasRemaining()) {
                next = BatchHead.of(begun.flip()).next();
            }
        }
        return next;
    }

    /**
     * Whether there is such a batch from a place on, of those that can be read: in the block of that place wherever records go on to its
     * end, in later ones from their first record on.
     */
    static boolean anyFrom(RecordFile records, int place, Predicate<BatchHead> wanted) {
        int at = place;
        int blockEnd = records.blockEnd(place);
        while (at < blockEnd && !(records.isWhole(at) && records.end(at, blockEnd) == blockEnd)) {
            at++;
        }
        for (int begin = at; begin < records.size(); begin = records.blockEnd(begin)) {
            BatchHead found = findInBlock(records, begin, wanted);
            if (found != null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable BatchHead findInBlock(RecordFile records, int begin, Predicate<BatchHead> wanted) {
        int end = records.end(begin, records.blockEnd(begin));
        for (int at = begin; end - at >= RecordFile.HEADER; at = records.next(at)) {
            // of a batch that begins with the last bytes of a block too little is there: those around it tell as much
            if (records.type(at) == FULL || (begins(records, at) && payload(records, at) >= BatchHead.WITH_NOTE)) {
                BatchHead head = BatchHead.of(records.payload(at));
                if (wanted.test(head)) {
                    return head;
                }
            }
        }
        return null;
    }

    private static boolean begins(RecordFile records, int at) {
        return records.type(at) == FULL || records.type(at) == FIRST;
    }

    private static boolean ends(RecordFile records, int at) {
        return records.type(at) == FULL || records.type(at) == LAST;
    }

    private static int payload(RecordFile records, int at) {
        return records.next(at) - at - RecordFile.HEADER;
    }
}
