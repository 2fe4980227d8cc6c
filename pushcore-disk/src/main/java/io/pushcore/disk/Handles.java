package io.pushcore.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/** An open RocksDB with its families, and all that must be freed with it. */
final class Handles implements AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    private static final long SMALLEST_LOG_BYTES = 16L << 20;
    /** Messages are read in a row: with blocks of 4 KiB a replay would be busy with fetching them. */
    private static final int MESSAGES_BLOCK_BYTES = 16 << 10;

    private final RocksDB db;
    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    /** Freed in the order they stand in, after the database. */
    private final List<AutoCloseable> owned;

    private Handles(RocksDB db, List<ColumnFamilyHandle> opened, List<AutoCloseable> owned) {
        this.db = db;
        this.owned = owned;
        Iterator<ColumnFamilyHandle> next = opened.iterator();
        for (Family family : Family.values()) {
            families.put(family, next.next());
        }
    }

    static Handles open(Path directory, Settings settings) throws RocksDBException {
        List<AutoCloseable> owned = new ArrayList<>();
        DBOptions options = options(settings);
        LRUCache cache = new LRUCache(settings.cacheBytes());
        BloomFilter filter = new BloomFilter(10);
        ColumnFamilyOptions rows = familyOptions(settings, table(cache, filter));
        ColumnFamilyOptions messages =
                familyOptions(settings, table(cache, filter).setBlockSize(MESSAGES_BLOCK_BYTES));
        owned.addAll(List.of(options, rows, messages, cache, filter));
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Family family : Family.values()) {
            descriptors.add(new ColumnFamilyDescriptor(family.bytes(), family == Family.MESSAGES ? messages : rows));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            return new Handles(RocksDB.open(options, directory.toString(), descriptors, opened), opened, owned);
        } catch (RocksDBException e) {
            free(owned);
            throw e;
        }
    }

    private static DBOptions options(Settings settings) {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                // the default takes a damaged record for the end of the log, and loses what was synced after it
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setRecycleLogFileNum(0)
                // a clean close flushes by itself; any other end must look like the end of the process
                .setAvoidFlushDuringShutdown(true)
                // what is in sorted files is of one moment, whatever is lost of the log
                .setAtomicFlush(true)
                .setDbWriteBufferSize(settings.writeBufferBytes())
                .setMaxTotalWalSize(Math.max(SMALLEST_LOG_BYTES, 2 * settings.writeBufferBytes()))
                .setMaxOpenFiles(512)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(1 << 20)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private static BlockBasedTableConfig table(LRUCache cache, BloomFilter filter) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                // in parts: the filter of a million keys in one block has no room in a shard of the cache, and is read
                // for each get
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setPinTopLevelIndexAndFilter(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(filter);
    }

    private static ColumnFamilyOptions familyOptions(Settings settings, BlockBasedTableConfig table) {
        return new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setWriteBufferSize(settings.writeBufferBytes())
                .setTargetFileSizeBase(Math.max(1L << 20, settings.writeBufferBytes()))
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle family(Family family) {
        return families.getOrDefault(family, db.getDefaultColumnFamily());
    }

    List<ColumnFamilyHandle> allFamilies() {
        return List.copyOf(families.values());
    }

    /** Ends it as the end of the process would: nothing is flushed. */
    @Override
    public void close() {
        families.values().forEach(ColumnFamilyHandle::close);
        db.close();
        free(owned);
    }

    private static void free(List<AutoCloseable> owned) {
        for (AutoCloseable one : owned) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("native memory could not be freed", e);
            }
        }
    }
}
