package io.pushcore.disk;

import org.jspecify.annotations.Nullable;

/**
 * The first message that came with an idempotency key. Keys are numbered within their channel, so that the oldest are forgotten
 * first. The writer's thread only.
 *
 * @param number of the key
 */
record RememberedKeys(long number, long offset, long time, long fingerprint) {
    /** As many are forgotten in one batch. */
    private static final int MOST = 4_096;

    static @Nullable RememberedKeys of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        ByteReader in = new ByteReader(bytes);
        return new RememberedKeys(in.number(), in.number(), in.signed(), in.fixed());
    }

    /** Whether it is too old; it may be deleted later. */
    boolean isForgotten(ChannelRow row, long now) {
        return Nanos.plus(time, row.keeping.keyAge()) <= now;
    }

    /** Remembers the key of the newest message. */
    static void remember(MessageRecord record, ChannelRow row, Batch batch) {
        RememberedKeys first = new RememberedKeys(row.nextKey++, row.span.last(), row.lastTime, record.fingerprint);
        byte[] bytes = new ByteWriter(40)
                .number(first.number)
                .number(first.offset)
                .signed(first.time)
                .fixed(first.fingerprint)
                .toBytes();
        batch.put(Family.KEYS, Keys.numbered(row.id, record.scope), bytes);
        batch.put(Family.KEY_ORDER, Keys.pair(row.id, first.number), record.scope);
        row.oldestKey = Math.min(row.oldestKey, row.lastTime);
    }

    /** Forgets those that are too old or too many. */
    static void forget(ChannelRow row, long now, Batch batch) {
        byte[] prefix = Keys.number(row.id);
        long from = row.firstKey;
        batch.scan(Family.KEY_ORDER, prefix, Keys.pair(row.id, from), (key, scope) -> {
            byte[] known = Keys.numbered(row.id, scope);
            RememberedKeys first = of(batch.get(Family.KEYS, known));
            long number = ByteReader.fixed(key, 8);
            boolean isCurrent = first != null && first.number == number;
            boolean isTooMuch = row.nextKey - number > row.keeping.keyCount();
            if (first != null && isCurrent && !isTooMuch && !first.isForgotten(row, now)) {
                row.oldestKey = first.time;
                return false;
            }
            if (isCurrent) {
                batch.delete(Family.KEYS, known);
            }
            batch.delete(Family.KEY_ORDER, key);
            row.firstKey = number + 1;
            return row.firstKey - from < MOST;
        });
        if (row.firstKey == row.nextKey) {
            row.oldestKey = Nanos.NEVER;
        }
    }
}
