package io.pushcore.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.WALRecoveryMode;

/** The files of a database that is to be looked at and not changed. What is read passes by the cache. For one thread. */
final class ReadOnlyFiles implements AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    private final RocksDB db;
    private final DBOptions options;
    private final ColumnFamilyOptions familyOptions;
    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final ReadOptions reading =
            new ReadOptions().setVerifyChecksums(true).setFillCache(false);

    /** Read in the place of those of the database. */
    private final @Nullable Path logs;

    private ReadOnlyFiles(RocksDB db, DBOptions options, ColumnFamilyOptions familyOptions, @Nullable Path logs) {
        this.db = db;
        this.options = options;
        this.familyOptions = familyOptions;
        this.logs = logs;
    }

    /**
     * Opens them.
     *
     * @param isDamaged whether to open what can be: logs up to the first damage, and although sorted files are missing
     */
    static ReadOnlyFiles open(Path database, boolean isDamaged) throws RocksDBException {
        List<Family> known = present(database);
        Path logs = readableLogs(database, isDamaged);
        DBOptions options = new DBOptions()
                .setParanoidChecks(!isDamaged)
                .setWalRecoveryMode(
                        isDamaged ? WALRecoveryMode.PointInTimeRecovery : WALRecoveryMode.TolerateCorruptedTailRecords)
                .setMaxOpenFiles(512);
        if (logs != null) {
            options.setWalDir(logs.toString());
        }
        ColumnFamilyOptions familyOptions = new ColumnFamilyOptions();
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        known.forEach(family -> descriptors.add(new ColumnFamilyDescriptor(family.bytes(), familyOptions)));
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            ReadOnlyFiles files = new ReadOnlyFiles(
                    RocksDB.openReadOnly(options, database.toString(), descriptors, handles),
                    options,
                    familyOptions,
                    logs);
            for (int i = 0; i < known.size(); i++) {
                files.families.put(known.get(i), handles.get(i));
            }
            return files;
        } catch (RocksDBException e) {
            options.close();
            familyOptions.close();
            delete(logs);
            throw e;
        }
    }

    /** The families that are there: a directory from before lacks those that came since. */
    private static List<Family> present(Path database) throws RocksDBException {
        try (Options any = new Options()) {
            List<byte[]> names = RocksDB.listColumnFamilies(any, database.toString());
            if (names.isEmpty()) {
                return List.of(Family.values()); // they are not listed: opening says why
            }
            return Arrays.stream(Family.values())
                    .filter(family -> names.stream().anyMatch(name -> Arrays.equals(name, family.bytes())))
                    .toList();
        }
    }

    boolean has(Family family) {
        return families.containsKey(family);
    }

    /** The number of the last change. */
    long sequence() {
        return db.getLatestSequenceNumber();
    }

    /** The sorted files. */
    List<LiveFileMetaData> sorted() {
        return db.getLiveFilesMetaData();
    }

    byte @Nullable [] get(Family family, byte[] key) {
        try {
            return db.get(handle(family), reading, key);
        } catch (RocksDBException e) {
            throw Failures.of("reading", e);
        }
    }

    Scan scan(Family family) {
        return new Scan(() -> db.newIterator(handle(family), reading));
    }

    /** A walk that reads nothing at or after a key. */
    BoundedScan scan(Family family, byte[] end) {
        Slice bound = new Slice(end);
        ReadOptions bounded = new ReadOptions(reading).setIterateUpperBound(bound);
        return new BoundedScan(new Scan(() -> db.newIterator(handle(family), bounded)), bounded, bound);
    }

    /** A scan and what must be freed with it. */
    record BoundedScan(Scan scan, ReadOptions options, Slice bound) implements AutoCloseable {
        @Override
        public void close() {
            scan.close();
            options.close();
            bound.close();
        }
    }

    private ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = families.get(family);
        if (handle == null) {
            throw Failures.corrupt("there is no family " + family);
        }
        return handle;
    }

    @Override
    public void close() {
        families.values().forEach(ColumnFamilyHandle::close);
        db.close();
        reading.close();
        options.close();
        familyOptions.close();
        delete(logs);
    }

    private static @Nullable Path readableLogs(Path database, boolean isDamaged) {
        try {
            return LogCopies.of(database, isDamaged);
        } catch (IOException e) {
            throw Failures.of("copying the logs of " + database, e);
        }
    }

    private static void delete(@Nullable Path logs) {
        if (logs == null) {
            return;
        }
        try {
            FileTree.delete(logs);
        } catch (IOException e) {
            throw Failures.of("removing " + logs, e);
        }
    }
}
