package io.pushcore.disk;

import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** Reads sorted files with the checksums of their blocks. For one thread. */
final class SortedFileCheck implements AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    private static final long CACHE_BYTES = 4L << 20;

    private final Cache cache = new LRUCache(CACHE_BYTES);
    private final BloomFilter filter = new BloomFilter(10, false);
    // parts of filters are read when a file is opened so, and never when its checksums are verified
    private final Options options = new Options()
            .setTableFormatConfig(new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setFilterPolicy(filter)
                    .setPartitionFilters(true)
                    .setIndexType(IndexType.kTwoLevelIndexSearch)
                    .setCacheIndexAndFilterBlocks(true)
                    .setPinTopLevelIndexAndFilter(true)
                    .setPinL0FilterAndIndexBlocksInCache(true));

    void verify(Path file) throws RocksDBException {
        try (SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.toString());
            reader.verifyChecksum();
        }
    }

    @Override
    public void close() {
        options.close();
        filter.close();
        cache.close();
    }
}
