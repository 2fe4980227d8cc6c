package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A log of writes of a database, or its list of sorted files: records in blocks, each with a checksum. Any thread.
 *
 * @see <a href="https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format">the format</a>
 */
final class RecordFile {
    static final int BLOCK = 32 << 10;
    /** Checksum, length and type. */
    static final int HEADER = 7;
    /** Where the type stands in a record. */
    static final int TYPE = 6;
    /** Larger than any type of a record in use. */
    private static final int MOST_TYPE = 15;

    private final Path path;
    private final ByteBuffer bytes;

    private RecordFile(Path path, ByteBuffer bytes) {
        this.path = path;
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    static RecordFile of(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new RecordFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    static boolean isLog(Path file) {
        return file.toString().endsWith(".log");
    }

    int size() {
        return bytes.limit();
    }

    int type(int at) {
        return bytes.get(at + TYPE);
    }

    /** Where the records end that can be read from a place on: at the end of the file, if all is well. */
    int end(int from) {
        int at = from;
        while (at < size()) {
            int left = BLOCK - at % BLOCK;
            if (left < HEADER) {
                at = Math.min(at + left, size());
            } else if (isWhole(at)) {
                at = next(at);
            } else {
                return at;
            }
        }
        return at;
    }

    /** Whether a record that can be read stands at a place. */
    boolean isWhole(int at) {
        if (blockEnd(at) - at < HEADER || type(at) < 1 || type(at) > MOST_TYPE || next(at) > blockEnd(at)) {
            return false;
        }
        CRC32C sum = new CRC32C();
        sum.update(bytes.duplicate().position(at + TYPE).limit(next(at)));
        int found = (int) sum.getValue();
        // stored with its bits turned, since a log may hold sums itself
        return (found >>> 15 | found << 17) + 0xa282ead8 == bytes.getInt(at);
    }

    /** Whether a record stands at a place with all of its bytes, whatever they are. */
    boolean isComplete(int at) {
        int left = blockEnd(at) - at;
        boolean unused = left >= HEADER && type(at) == 0 && next(at) == at + HEADER;
        return left >= HEADER && next(at) <= blockEnd(at) && !unused;
    }

    /** Where the record ends that stands at a place. */
    int next(int at) {
        return at + HEADER + (bytes.getShort(at + 4) & 0xffff);
    }

    /** Where the block ends that holds a place. */
    int blockEnd(int at) {
        return Math.min(at - at % BLOCK + BLOCK, size());
    }

    StorageException damaged(int at, String why) {
        return Failures.corrupt(path + " is damaged at byte " + at + " of " + size() + ": " + why);
    }
}
