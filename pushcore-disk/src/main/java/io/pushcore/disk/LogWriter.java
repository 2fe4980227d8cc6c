package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.StorageContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the writer's thread, which owns it, knows of channels: the rows in use, the last change, the last id. */
final class LogWriter implements GroupState {
    /** Where the first id stands that was not given out. */
    static final byte[] IDS = "ids".getBytes(UTF_8);
    /** As many ids are taken at once; the rest of them is never used after a restart. */
    private static final long IDS_AT_ONCE = 1_024;

    /** What is not kept any more is deleted when it is so much: ranges that are deleted cost readers. */
    private static final long LAG_COUNT = 1_024;

    private static final long LAG_BYTES = 4L << 20;
    /** So long less than that may wait. */
    private static final long LAG_AFTER = 60_000_000_000L;

    /** A channel is swept again at the soonest after so long. */
    private static final long SWEEP_AFTER = 10_000_000_000L;

    private final Database database;
    private final StorageContext context;
    private final Freed freed;
    private final Heads heads;
    private final Map<String, ChannelRow> rows = new LinkedHashMap<>(64, 0.75f, true);
    private final List<ChannelRow> touched = new ArrayList<>();
    private long changes;
    /** A channel whose latest change is at most this must be given another: somebody may have been told of that one. */
    private long told;

    private long nextId;
    private long idsEnd;
    private long now;

    /** Over a database that is open. */
    LogWriter(Database database, StorageContext context, Freed freed) {
        this.database = database;
        this.context = context;
        this.freed = freed;
        this.heads = new Heads(database.settings().rows());
        byte[] ids = database.get(Family.META, IDS);
        nextId = ids == null ? 1 : ByteReader.fixed(ids, 0);
        try (Scan scan = database.scan(Family.CHANGES)) {
            changes = scan.seekToLast() ? ByteReader.fixed(scan.key(), 0) : 0;
        }
        told = changes;
    }

    /** What any thread may know of it. */
    Heads heads() {
        return heads;
    }

    /** The row of a channel, to be looked at. */
    ChannelRow look(String name) {
        ChannelRow row = rows.get(name);
        if (row == null) {
            byte[] bytes = database.get(Family.CHANNELS, Keys.name(name));
            row = bytes == null ? new ChannelRow(name) : ChannelRow.readWhole(name, bytes);
            rows.put(name, row);
        }
        return row;
    }

    /** The row of a channel, to be changed; it is written with the batch. */
    ChannelRow touch(String name, long time) {
        ChannelRow row = look(name);
        now = time;
        if (!row.isTouched) {
            row.touch();
            touched.add(row);
            long tooMany = row.span.last() - row.span.first() + 1 - row.keeping.count();
            long tooMuch = row.span.total() - row.span.before() - row.keeping.bytes();
            if (tooMany >= LAG_COUNT || tooMuch >= LAG_BYTES) {
                trim(row, time);
            }
        }
        return row;
    }

    /** Gives a channel what its first message needs, and takes over epochs that began. */
    void begin(ChannelRow row, Batch batch) {
        if (row.id == 0) {
            row.id = nextId(batch);
        }
        row.catchUp(database.generations());
    }

    /** Notes a change that others are to be told of. */
    void moved(ChannelRow row, Batch batch) {
        if (row.change > told) {
            return;
        }
        if (row.change > 0) {
            batch.delete(Family.CHANGES, Keys.number(row.change));
        }
        row.change = ++changes;
        batch.put(Family.CHANGES, Keys.number(row.change), Keys.name(row.name));
    }

    /** The number of the last change; whoever is told of it is told again of what changes from now on. */
    long tell() {
        told = changes;
        return changes;
    }

    /** Lets go of what the retention does not keep. */
    void trim(ChannelRow row, long time) {
        look(row, places -> row.span = row.span.kept(row.keeping, time, places));
    }

    /** Lets go of what lies at and before an offset. */
    void trimThrough(ChannelRow row, long through) {
        look(row, places -> row.span = row.span.from(Math.min(through, row.span.last()) + 1, places));
    }

    private void look(ChannelRow row, Consumer<Place.Finder> looking) {
        try (Scan scan = database.scan(Family.MESSAGES)) {
            StoredMessages stored = new StoredMessages(scan, row.id, row.written());
            looking.accept(offset -> {
                Place place = stored.at(offset);
                return place != null ? place : row.staged(Math.max(offset, row.written() + 1));
            });
        }
    }

    /** Sweeps channels that are due, at most so many; says whether that was all. */
    boolean sweepDue(long time, int atMost, Batch batch) {
        List<byte[]> due = new ArrayList<>();
        try (Scan scan = database.scan(Family.DUES)) {
            boolean more = scan.seek(new byte[0]);
            for (; more && due.size() < atMost && ByteReader.fixed(scan.key(), 0) <= time; more = scan.next()) {
                due.add(scan.key());
            }
        }
        for (byte[] key : due) {
            batch.delete(Family.DUES, key);
            ChannelRow row = look(Keys.name(key, 8));
            if (row.due == ByteReader.fixed(key, 0)) {
                touch(row.name, time);
                row.due = Nanos.NEVER;
                row.isSwept = true;
                trim(row, time);
                row.writers.forgetSilent(time);
                RememberedKeys.forget(row, time, batch);
            }
        }
        return due.size() < atMost;
    }

    /** Deletes messages that have expired, at most so many; says whether that was all. */
    boolean sweepExpired(long time, int atMost, Batch batch) {
        int count = 0;
        try (Scan scan = database.scan(Family.EXPIRIES)) {
            boolean more = scan.seek(new byte[0]);
            for (; more && count < atMost && ByteReader.fixed(scan.key(), 0) <= time; more = scan.next()) {
                byte[] message = Keys.tail(scan.key(), 8);
                batch.delete(Family.EXPIRIES, scan.key());
                batch.delete(Family.MESSAGES, message);
                freed.add(message, message, ByteReader.fixed(scan.value(), 0));
                count++;
            }
        }
        return count < atMost;
    }

    /** Begins a channel anew, and deletes what it had. */
    void restart(ChannelRow row, Batch batch) {
        for (Family family : List.of(Family.MESSAGES, Family.KEYS, Family.KEY_ORDER)) {
            batch.deleteRange(family, Keys.number(row.id), Keys.after(row.id));
        }
        freed.add(Keys.number(row.id), Keys.after(row.id), row.span.total() - row.deletedBytes);
        row.restart(Generations.fresh(context), database.generations(), nextId(batch));
        moved(row, batch);
    }

    /** An id that was never given before, in the whole storage. */
    long nextId(Batch batch) {
        if (nextId >= idsEnd) {
            idsEnd = nextId + IDS_AT_ONCE;
            batch.put(Family.META, IDS, Keys.number(idsEnd));
        }
        return nextId++;
    }

    @Override
    public void finish(Batch batch) {
        for (ChannelRow row : touched) {
            delete(row, batch);
            wake(row, batch);
            batch.put(Family.CHANNELS, Keys.name(row.name), row.toBytes());
        }
    }

    /** Deletes what was let go, if it is enough. */
    private void delete(ChannelRow row, Batch batch) {
        long through = row.span.first() - 1;
        if (through - row.deleted >= LAG_COUNT
                || row.span.before() - row.deletedBytes >= LAG_BYTES
                || (row.isSwept && through > row.deleted)) {
            byte[] from = Keys.pair(row.id, row.deleted + 1);
            byte[] to = Keys.pair(row.id, through + 1);
            batch.deleteRange(Family.MESSAGES, from, to);
            freed.add(from, to, row.span.before() - row.deletedBytes);
            row.deleted = through;
            row.deletedBytes = row.span.before();
        }
    }

    /** Sees to it that the channel is swept when there is something to sweep. */
    private void wake(ChannelRow row, Batch batch) {
        long next = row.writers.next();
        next = Math.min(next, Nanos.plus(row.oldestKey, row.keeping.keyAge()));
        if (!row.span.isEmpty()) {
            next = Math.min(next, Nanos.plus(row.span.firstTime(), row.keeping.age()));
        }
        if (row.deleted < row.span.first() - 1) {
            next = Math.min(next, Nanos.plus(now, LAG_AFTER));
        }
        if (row.nextKey - row.firstKey > row.keeping.keyCount() + row.keeping.keyCount() / 4L + LAG_COUNT) {
            next = now;
        }
        if (row.isSwept) {
            next = next == Nanos.NEVER ? next : Math.max(next, Nanos.plus(now, SWEEP_AFTER));
        }
        if (next < row.due) {
            if (row.due != Nanos.NEVER) {
                batch.delete(Family.DUES, Keys.numbered(row.due, Keys.name(row.name)));
            }
            batch.put(Family.DUES, Keys.numbered(next, Keys.name(row.name)), new byte[0]);
            row.due = next;
        }
    }

    @Override
    public void written() {
        for (ChannelRow row : touched) {
            row.isTouched = false;
            row.isSwept = false;
            heads.written(row, database.generations());
        }
        touched.clear();
        int most = database.settings().rows();
        if (rows.size() > most) {
            var eldest = rows.values().iterator();
            while (rows.size() > most) {
                eldest.next();
                eldest.remove();
            }
        }
    }

    @Override
    public void dropped() {
        touched.clear();
        rows.clear();
        heads.forget();
        idsEnd = 0;
    }
}
