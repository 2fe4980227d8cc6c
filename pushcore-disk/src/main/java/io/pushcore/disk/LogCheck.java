package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Looks through the logs of writes of a database that was not closed cleanly. RocksDB takes a record that seems to reach beyond the
 * end of a file for one that was being written when the process ended; if only its length was damaged, what was synced behind it would
 * be lost without a word. So where a log ends too early, whole records behind that place are looked for. Any thread.
 *
 * @see <a href="https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format">the format of the log</a>
 */
final class LogCheck {
    private static final int BLOCK = 32 << 10;
    /** Checksum, length and type. */
    private static final int HEADER = 7;
    /** Larger than any type of a record in use. */
    private static final int MOST_TYPE = 15;

    private final Path file;
    private final ByteBuffer bytes;

    private LogCheck(Path file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fails as corrupt, and says where, if a log is damaged elsewhere than at its end. */
    static void all(Path database) throws IOException {
        if (!Files.isDirectory(database)) {
            return;
        }
        List<Path> logs;
        try (Stream<Path> files = Files.list(database)) {
            logs = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
        StorageException early = null;
        for (Path log : logs) {
            try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
                if (channel.size() == 0) {
                    continue;
                }
                if (early != null) {
                    throw early;
                }
                ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                LogCheck check = new LogCheck(log, bytes);
                int end = check.end(0);
                if (end < bytes.limit()) {
                    check.checkBehind(end);
                    early = check.damaged(end, "another log stands behind it");
                }
            }
        }
    }

    /**
     * What a log ends with that cannot be read.
     *
     * @param at which byte it begins with
     */
    record Damage(Path file, long at, long lost) {}

    /** All of it, without asking whether it was being written when the process ended. */
    static List<Damage> damages(Path database) throws IOException {
        List<Damage> damages = new ArrayList<>();
        for (Path log : FileTree.list(database)) {
            if (log.toString().endsWith(".log") && Files.size(log) > 0) {
                try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
                    ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                    int end = new LogCheck(log, bytes).end(0);
                    if (end < bytes.limit()) {
                        damages.add(new Damage(log, end, bytes.limit() - end));
                    }
                }
            }
        }
        return damages;
    }

    /** Where the records end that can be read from a place on: at the end of the file, if all is well. */
    private int end(int from) {
        int at = from;
        while (at < bytes.limit()) {
            int left = BLOCK - at % BLOCK;
            if (left < HEADER) {
                at = Math.min(at + left, bytes.limit());
            } else if (isWhole(at)) {
                at += HEADER + length(at);
            } else {
                return at;
            }
        }
        return at;
    }

    /** Whether a record that can be read stands at a place. */
    private boolean isWhole(int at) {
        int left = Math.min(BLOCK - at % BLOCK, bytes.limit() - at);
        if (left < HEADER || bytes.get(at + 6) < 1 || bytes.get(at + 6) > MOST_TYPE || HEADER + length(at) > left) {
            return false;
        }
        CRC32C sum = new CRC32C();
        sum.update(bytes.duplicate().position(at + 6).limit(at + HEADER + length(at)));
        int found = (int) sum.getValue();
        // stored with its bits turned, since a log may hold sums itself
        return (found >>> 15 | found << 17) + 0xa282ead8 == bytes.getInt(at);
    }

    private int length(int at) {
        return bytes.getShort(at + 4) & 0xffff;
    }

    /** Looks for records behind a place that go on to the end: one alone may be part of a message that was being written. */
    private void checkBehind(int end) {
        for (int at = end + 1; at + HEADER <= bytes.limit(); at++) {
            if (isWhole(at) && end(at) == bytes.limit()) {
                throw damaged(end, "whole records stand behind it, from byte " + at + " on");
            }
        }
    }

    private StorageException damaged(int at, String why) {
        return Failures.corrupt(file + " is damaged at byte " + at + " of " + bytes.limit() + ": " + why);
    }
}
