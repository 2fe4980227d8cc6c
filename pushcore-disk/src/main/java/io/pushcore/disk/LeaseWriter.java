package io.pushcore.disk;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Stages changes of leases. The writer's thread owns it. */
final class LeaseWriter implements GroupState {
    private final RisingClock clock;
    private final ToLongFunction<Batch> numbers;
    private final Database database;
    /** Nothing ends before that is not swept. */
    private long swept;

    /** Over a database that is open. Numbers are never given twice. */
    LeaseWriter(Database database, RisingClock clock, ToLongFunction<Batch> numbers) {
        this.database = database;
        this.clock = clock;
        this.numbers = numbers;
    }

    long now() {
        return clock.now();
    }

    /** The lease of a key, if it has not ended. */
    @Nullable
    LeaseRow live(byte[] key, Batch batch) {
        return LeaseRow.live(batch.get(Family.LEASES, key), now());
    }

    void put(byte[] key, byte[] value, long ttl, Batch batch) {
        LeaseRow before = LeaseRow.of(batch.get(Family.LEASES, key));
        long now = now();
        if (before != null) {
            remove(key, before, batch);
        }
        if (ttl > 0) {
            long number = before != null && before.until() > now ? before.number() : numbers.applyAsLong(batch);
            LeaseRow row = new LeaseRow(number, Nanos.plus(now, ttl), value);
            batch.put(Family.LEASES, key, row.toBytes());
            batch.put(Family.LEASE_ENDS, Keys.numbered(row.until(), key), new byte[0]);
        }
    }

    boolean putIfAbsent(byte[] key, byte[] value, long ttl, Batch batch) {
        boolean absent = live(key, batch) == null;
        if (absent) {
            put(key, value, ttl, batch);
        }
        return absent;
    }

    boolean renew(byte[] key, long ttl, Batch batch) {
        LeaseRow row = live(key, batch);
        if (row != null) {
            put(key, row.value(), ttl, batch);
        }
        return row != null;
    }

    byte @Nullable [] take(byte[] key, Batch batch) {
        LeaseRow row = live(key, batch);
        if (row == null) {
            return null;
        }
        remove(key, row, batch);
        return row.value();
    }

    /** Deletes what has ended, at most so many; says whether that was all. */
    boolean sweep(int atMost, Batch batch) {
        long now = now();
        int count = 0;
        try (Scan scan = database.scan(Family.LEASE_ENDS)) {
            // not from the beginning: what was deleted there would be walked over again and again
            boolean more = scan.seek(Keys.number(swept));
            for (; more && count < atMost && ByteReader.fixed(scan.key(), 0) <= now; more = scan.next()) {
                byte[] key = Keys.tail(scan.key(), 8);
                batch.delete(Family.LEASE_ENDS, scan.key());
                LeaseRow row = LeaseRow.of(batch.get(Family.LEASES, key));
                // it may have got a new time in this batch
                if (row != null && row.until() <= now) {
                    batch.delete(Family.LEASES, key);
                }
                count++;
            }
        }
        boolean isAll = count < atMost;
        if (isAll) {
            swept = now;
        }
        return isAll;
    }

    private static void remove(byte[] key, LeaseRow row, Batch batch) {
        batch.delete(Family.LEASES, key);
        batch.delete(Family.LEASE_ENDS, Keys.numbered(row.until(), key));
    }

    @Override
    public void finish(Batch batch) {
        // all is staged already
    }

    @Override
    public void written() {
        // nothing is gathered
    }

    @Override
    public void dropped() {
        swept = 0;
    }
}
