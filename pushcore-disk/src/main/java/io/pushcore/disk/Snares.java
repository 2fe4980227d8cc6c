package io.pushcore.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Records from which RocksDB does not come back: behind others of a log or of a list of sorted files, one of the types that only files
 * used again have, it reads for ever. None is ever written here, so that each is damage: one flipped bit makes one. Any thread.
 */
final class Snares {
    /** Of files that are used again: whole, first, middle, last, what was before. */
    private static final Set<Integer> TYPES = Set.of(5, 6, 7, 8, 11);
    /** Of a record that RocksDB finds damaged, and passes by. */
    private static final int HARMLESS = 0xff;

    private Snares() {}

    /** Fails as corrupt, and says where, if there is one in a list of sorted files. */
    static void checkLists(Path database) throws IOException {
        for (Path file : FileTree.list(database)) {
            if (isList(file)) {
                check(RecordFile.of(file));
            }
        }
    }

    /** Fails as corrupt, and says where, if there is one. */
    static void check(RecordFile records) {
        List<Integer> found = in(records);
        if (!found.isEmpty()) {
            throw records.damaged(found.get(0), "a record of a type that is never written stands there");
        }
    }

    /** Makes each a record that RocksDB finds damaged, in a directory with logs and lists. */
    static void disarm(Path directory) throws IOException {
        for (Path file : FileTree.list(directory)) {
            if (RecordFile.isLog(file) || isList(file)) {
                for (int at : in(RecordFile.of(file))) {
                    write(file, at + RecordFile.TYPE);
                }
            }
        }
    }

    /** Whether there is one in a log of a database. */
    static boolean areInLogs(Path database) throws IOException {
        for (Path file : FileTree.list(database)) {
            if (RecordFile.isLog(file) && !in(RecordFile.of(file)).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isList(Path file) {
        return String.valueOf(file.getFileName()).startsWith("MANIFEST-");
    }

    /** Where they stand: behind what is damaged RocksDB goes on with the next block. */
    private static List<Integer> in(RecordFile records) {
        List<Integer> found = new ArrayList<>();
        for (long block = 0; block < records.size(); block += RecordFile.BLOCK) {
            int at = (int) block;
            int end = records.blockEnd(at);
            while (end - at >= RecordFile.HEADER && !isOne(records, at) && records.isWhole(at)) {
                at = records.next(at);
            }
            if (end - at >= RecordFile.HEADER && isOne(records, at)) {
                found.add(at);
            }
        }
        return found;
    }

    /** At the start of a file RocksDB takes one for the first of a file that is used again, and comes back. */
    private static boolean isOne(RecordFile records, int at) {
        return at > 0 && TYPES.contains(records.type(at));
    }

    private static void write(Path file, long at) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            open.write(HARMLESS);
            open.getFD().sync();
        }
    }
}
