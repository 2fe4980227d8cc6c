package io.pushcore.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Takes away from the log of writes what was not synced, as a loss of power may. Files of sorted entries are synced before anything refers
 * to them, so that nothing else is to be taken.
 */
final class UnsyncedLog {
    static final int SECTOR = 512;
    private static final int LEAST_ZEROS = 16;
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
        for (Path log : logs(storage)) {
            byte[] bytes = read(log);
            int end = end(bytes, synced);
            cut += bytes.length - end;
            write(log, Arrays.copyOf(bytes, end));
        }
        return cut;
    }

    /**
     * Of a storage that is not open, sectors behind a change by chance, as a file system may that makes a file longer before it writes it:
     * where it was to write there are zeros. Gives how many sectors that was.
     */
    static int loseSectors(Path storage, long synced, Random random) {
        int lost = 0;
        for (Path log : logs(storage)) {
            byte[] bytes = read(log);
            int end = end(bytes, synced);
            int oneOf = 1 + random.nextInt(3);
            for (int at = end; at < bytes.length; at = at - at % SECTOR + SECTOR) {
                if (random.nextInt(oneOf) == 0) {
                    lost += zeroSector(bytes, at) ? 1 : 0;
                }
            }
            write(log, bytes);
        }
        return lost;
    }

    /** Writes zeros from a place on to the end of its sector; false where that is too little to be known again. */
    static boolean zeroSector(byte[] bytes, int at) {
        int end = Math.min(bytes.length, at - at % SECTOR + SECTOR);
        boolean isEnough = end - at >= LEAST_ZEROS;
        if (isEnough) {
            Arrays.fill(bytes, at, end, (byte) 0);
        }
        return isEnough;
    }

    private static List<Path> logs(Path storage) {
        try (Stream<Path> files = Files.list(storage.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path log) {
        try {
            return Files.readAllBytes(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path log, byte[] bytes) {
        try {
            Files.write(log, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the first batch begins that lies behind a change. */
    private static int end(byte[] bytes, long synced) {
        ByteBuffer log = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
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
