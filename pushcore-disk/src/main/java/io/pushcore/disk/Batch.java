package io.pushcore.disk;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Changes that are written together. Only the writer's thread touches it. */
final class Batch implements AutoCloseable {
    /** A batch that was larger gives its memory back. */
    private static final long MOST_IDLE_BYTES = 32L << 20;

    private final Database database;
    private WriteBatch changes = new WriteBatch();
    /** What is staged in families that are read back; empty for a key that is deleted. */
    private final Map<Family, TreeMap<byte[], Optional<byte[]>>> staged = new EnumMap<>(Family.class);

    private int count;

    Batch(Database database) {
        this.database = database;
    }

    /** How many changes are staged. */
    int count() {
        return count;
    }

    void put(Family family, byte[] key, byte[] value) {
        begin();
        try {
            changes.put(database.handles().family(family), key, value);
        } catch (RocksDBException e) {
            throw Failures.of("staging", e);
        }
        note(family, key, value);
    }

    void delete(Family family, byte[] key) {
        begin();
        try {
            changes.delete(database.handles().family(family), key);
        } catch (RocksDBException e) {
            throw Failures.of("staging", e);
        }
        note(family, key, null);
    }

    /** Deletes what lies from a key to before another. Keys of the range must not be read back in this batch. */
    void deleteRange(Family family, byte[] from, byte[] to) {
        begin();
        try {
            changes.deleteRange(database.handles().family(family), from, to);
        } catch (RocksDBException e) {
            throw Failures.of("staging", e);
        }
    }

    /** What is on the disk or, in families that are read back, staged before. */
    byte @Nullable [] get(Family family, byte[] key) {
        TreeMap<byte[], Optional<byte[]>> mine = staged.get(family);
        if (mine != null) {
            Optional<byte[]> value = mine.get(key);
            if (value != null) {
                return value.orElse(null);
            }
        }
        return database.get(family, key);
    }

    /** Visits entries whose keys begin so, from a key on, in order, until the visitor says no; those staged before as {@link #get}. */
    void scan(Family family, byte[] prefix, byte[] from, BiPredicate<byte[], byte[]> visitor) {
        TreeMap<byte[], Optional<byte[]>> all = staged.get(family);
        NavigableMap<byte[], Optional<byte[]>> mine =
                all == null ? Collections.emptyNavigableMap() : all.tailMap(from, true);
        Map.Entry<byte[], Optional<byte[]>> next = mine.isEmpty() ? null : mine.firstEntry();
        try (Scan scan = database.scan(family)) {
            scan.seek(from);
            while (true) {
                byte[] stored = scan.isWithin(prefix) ? scan.key() : null;
                byte[] own = next != null && Scan.startsWith(next.getKey(), prefix) ? next.getKey() : null;
                if (stored == null && own == null) {
                    return;
                }
                int order = stored == null ? 1 : own == null ? -1 : Arrays.compareUnsigned(stored, own);
                byte[] key = order < 0 ? stored : own;
                byte[] value = order < 0 || next == null
                        ? scan.value()
                        : next.getValue().orElse(null);
                if (order <= 0) {
                    scan.next();
                }
                if (order >= 0 && own != null) {
                    next = mine.higherEntry(own);
                }
                if (key != null && value != null && !visitor.test(key, value)) {
                    return;
                }
            }
        }
    }

    /** How many keys that begin so are staged, in a family that is read back. */
    int staged(Family family, byte[] prefix) {
        TreeMap<byte[], Optional<byte[]>> all = staged.get(family);
        if (all == null) {
            return 0;
        }
        int found = 0;
        for (byte[] key : all.tailMap(prefix, true).keySet()) {
            if (!Scan.startsWith(key, prefix)) {
                break;
            }
            found++;
        }
        return found;
    }

    WriteBatch changes() {
        return changes;
    }

    void clear() {
        if (changes.getDataSize() > MOST_IDLE_BYTES) {
            changes.close();
            changes = new WriteBatch();
        }
        changes.clear();
        staged.clear();
        count = 0;
    }

    @Override
    public void close() {
        changes.close();
    }

    /** What reads the log after a loss of power is told what had been synced before. */
    private void begin() {
        if (count++ == 0) {
            try {
                changes.putLogData(BatchHead.note(database.synced()));
            } catch (RocksDBException e) {
                throw Failures.of("staging", e);
            }
        }
    }

    private void note(Family family, byte[] key, byte @Nullable [] value) {
        if (family.isReadBack()) {
            staged.computeIfAbsent(family, any -> new TreeMap<>(Arrays::compareUnsigned))
                    .put(key, Optional.ofNullable(value));
        }
    }
}
