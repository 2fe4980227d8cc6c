package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks through the logs of writes of a database that was not closed cleanly. RocksDB takes a record that seems to reach beyond the
 * end of a file for one that was being written when the process ended; if only its length was damaged, what was synced behind it would
 * be lost without a word. So where a log ends too early, whole records behind that place are looked for. Any thread.
 */
final class LogCheck {
    private LogCheck() {}

    /** Fails as corrupt, and says where, if a log is damaged elsewhere than at its end. */
    static void all(Path database) throws IOException {
        if (!Files.isDirectory(database)) {
            return;
        }
        List<Path> logs;
        try (Stream<Path> files = Files.list(database)) {
            logs = files.filter(RecordFile::isLog).sorted().toList();
        }
        StorageException early = null;
        for (Path log : logs) {
            RecordFile records = RecordFile.of(log);
            if (records.size() == 0) {
                continue;
            }
            if (early != null) {
                throw early;
            }
            int end = records.end(0);
            if (end < records.size()) {
                checkBehind(records, end);
                if (records.isComplete(end)) {
                    throw records.damaged(end, "what stands there has another checksum");
                }
                Snares.check(records);
                early = records.damaged(end, "another log stands behind it");
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
            if (RecordFile.isLog(log) && Files.size(log) > 0) {
                RecordFile records = RecordFile.of(log);
                int end = records.end(0);
                if (end < records.size()) {
                    damages.add(new Damage(log, end, records.size() - end));
                }
            }
        }
        return damages;
    }

    /** Looks for records behind a place that go on to the end: one alone may be part of a message that was being written. */
    private static void checkBehind(RecordFile records, int end) {
        for (int at = end + 1; at + RecordFile.HEADER <= records.size(); at++) {
            if (records.isWhole(at) && records.end(at) == records.size()) {
                throw records.damaged(end, "whole records stand behind it, from byte " + at + " on");
            }
        }
    }
}
