package io.pushcore.disk;

import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * How a storage in a directory is set up.
 *
 * @param cacheBytes what blocks read from files may take up in memory
 * @param writeBufferBytes what was written and is not yet in sorted files, in memory; the log of writes is a few times that
 * @param rows of how many channels what the writer knows about them stays in memory, and of how many the heads
 * @param reserveBytes how much of the disk is left free
 * @param free how many bytes of the disk are free
 */
record Settings(
        Path directory, long cacheBytes, long writeBufferBytes, int rows, long reserveBytes, LongSupplier free) {
    private static final long MIB = 1L << 20;

    static Settings of(Path directory) {
        return new Settings(
                directory,
                64 * MIB,
                64 * MIB,
                10_000,
                64 * MIB,
                () -> directory.toFile().getUsableSpace());
    }

    Settings cacheBytes(long bytes) {
        return new Settings(directory, bytes, writeBufferBytes, rows, reserveBytes, free);
    }

    Settings writeBufferBytes(long bytes) {
        return new Settings(directory, cacheBytes, bytes, rows, reserveBytes, free);
    }

    Settings rows(int count) {
        return new Settings(directory, cacheBytes, writeBufferBytes, count, reserveBytes, free);
    }

    Settings reserveBytes(long bytes) {
        return new Settings(directory, cacheBytes, writeBufferBytes, rows, bytes, free);
    }

    Settings free(LongSupplier measure) {
        return new Settings(directory, cacheBytes, writeBufferBytes, rows, reserveBytes, measure);
    }
}
