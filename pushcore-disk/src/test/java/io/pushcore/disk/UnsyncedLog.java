package io.pushcore.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes away from the log of writes what was not synced, as a loss of power may. Files of sorted entries are synced before anything refers
 * to them, so that nothing else is to be taken.
 */
final class UnsyncedLog {
    private static final int BLOCK = 32 << 10;
    private static final int HEADER = 7;
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int LAST = 4;
    /** The number of its first change, and how many there are. */
    private static final int BATCH_HEADER = 12;

    private UnsyncedLog() {}

    /** Of a storage that is not open, all behind a change; gives how many bytes that was. */
    static long cut(Path storage, long synced) {
        long cut = 0;
        try (Stream<Path> files = Files.list(storage.resolve("db"))) {
            List<Path> logs = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
            for (Path log : logs) {
                int end = end(ByteBuffer.wrap(Files.readAllBytes(log)).order(ByteOrder.LITTLE_ENDIAN), synced);
                cut += Files.size(log) - end;
                try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                    channel.truncate(end);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cut;
    }

    /** Where the first batch begins that lies behind a change. */
    private static int end(ByteBuffer log, long synced) {
        ByteBuffer batch = ByteBuffer.allocate(BATCH_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        int begin = 0;
        int at = 0;
        while (at + HEADER <= log.limit()) {
            if (BLOCK - at % BLOCK < HEADER) {
                at += BLOCK - at % BLOCK;
                continue;
            }
            int length = log.getShort(at + 4) & 0xffff;
            int type = log.get(at + 6);
            if (type == FULL || type == FIRST) {
                batch.clear();
                begin = at;
            }
            for (int i = 0; i < length && batch.hasRemaining(); i++) {
                batch.put(log.get(at + HEADER + i));
            }
            at += HEADER + length;
            if ((type == FULL || type == LAST) && batch.getLong(0) + batch.getInt(8) - 1 > synced) {
                return begin;
            }
        }
        return log.limit();
    }
}
