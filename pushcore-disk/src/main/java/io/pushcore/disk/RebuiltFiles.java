package io.pushcore.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** Files that a repair writes. They count once they are flushed. For one thread. */
final class RebuiltFiles implements Rebuild.Target, AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    private final RocksDB db;
    private final DBOptions options;
    private final ColumnFamilyOptions familyOptions;
    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final WriteOptions writing = new WriteOptions().setDisableWAL(true);

    private RebuiltFiles(Path database, boolean isNew) throws RocksDBException {
        options = new DBOptions()
                .setCreateIfMissing(isNew)
                .setErrorIfExists(isNew)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setMaxOpenFiles(512)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery);
        familyOptions = new ColumnFamilyOptions()
                .setWriteBufferSize(32L << 20)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Family family : Family.values()) {
            descriptors.add(new ColumnFamilyDescriptor(family.bytes(), familyOptions));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        db = RocksDB.open(options, database.toString(), descriptors, handles);
        Iterator<ColumnFamilyHandle> next = handles.iterator();
        for (Family family : Family.values()) {
            families.put(family, next.next());
        }
    }

    /** New ones. */
    static RebuiltFiles create(Path database) throws RocksDBException {
        return new RebuiltFiles(database, true);
    }

    /** Those that are there, with what the logs hold before they are damaged. */
    static RebuiltFiles cut(Path database) throws RocksDBException {
        return new RebuiltFiles(database, false);
    }

    @Override
    public void put(Family family, byte[] key, byte[] value) {
        try {
            db.put(handle(family), writing, key, value);
        } catch (RocksDBException e) {
            throw Failures.of("writing", e);
        }
    }

    @Override
    public void deleteRange(Family family, byte[] from, byte[] to) {
        try {
            db.deleteRange(handle(family), writing, from, to);
        } catch (RocksDBException e) {
            throw Failures.of("writing", e);
        }
    }

    void flush() throws RocksDBException {
        try (FlushOptions flushing = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flushing, List.copyOf(families.values()));
        }
    }

    private ColumnFamilyHandle handle(Family family) {
        return families.getOrDefault(family, db.getDefaultColumnFamily());
    }

    @Override
    public void close() {
        families.values().forEach(ColumnFamilyHandle::close);
        db.close();
        writing.close();
        options.close();
        familyOptions.close();
    }
}
