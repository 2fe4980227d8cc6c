package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
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

    private static final Pattern LOG = Pattern.compile("[0-9]{1,18}\\.log");
    /** Larger than any type of a record in use. */
    private static final int MOST_TYPE = 15;
    /** What a disk writes as a whole or not at all. */
    private static final int SECTOR = 512;
    /** Fewer are not taken for the sector with which a file ends: a message may end with them. */
    private static final int LEAST_ZEROS = 16;

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
        return LOG.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** The number of a log, by which they follow each other. */
    static long number(Path log) {
        return Long.parseLong(String.valueOf(log.getFileName()).replace(".log", ""));
    }

    int size() {
        return bytes.limit();
    }

    int type(int at) {
        return bytes.get(at + TYPE);
    }

    Path path() {
        return path;
    }

    /** Where the records end that can be read from a place on: at the end of the file, if all is well. */
    int end(int from) {
        return end(from, size());
    }

    /** Where they end, at most at the end of a block. */
    int end(int from, int limit) {
        int at = begin(from);
        while (at < limit && isWhole(at)) {
            at = begin(next(at));
        }
        return at;
    }

    /** Where the record begins that stands at a place or, where a block has no room for one, at the next. */
    int begin(int at) {
        int left = BLOCK - at % BLOCK;
        return left < HEADER ? Math.min(at + left, size()) : at;
    }

    /** What a record carries. */
    ByteBuffer payload(int at) {
        return bytes.duplicate().position(at + HEADER).limit(next(at));
    }

    /**
     * Whether a sector of the record at a place, or what is to be the rest of one, has nothing but zeros, as it has where the file had
     * become longer and the sector was not yet written when the power was cut. The part of a sector with which a file ends, or a record
     * begins, must be long enough that it is not mere chance.
     */
    boolean isUnwritten(int at) {
        boolean hasLength = size() - at >= HEADER && !isZero(at, at + HEADER);
        int end = Math.min(size(), hasLength ? next(at) : at + SECTOR);
        for (int sector = at - at % SECTOR; sector < end; sector += SECTOR) {
            int from = Math.max(at, sector);
            int to = Math.min(sector + SECTOR, size());
            int least = from == at ? HEADER : LEAST_ZEROS;
            if (to - from >= least && isZero(from, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean isZero(int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
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
