package io.pushcore.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the logs of writes of a database that was not closed cleanly. RocksDB takes a record that seems to reach beyond the
 * end of a file for one that was being written when the process ended; if only its length was damaged, what was synced behind it would
 * be lost without a word. So where a log ends too early, whole records behind that place are looked for. But where a sector of it never
 * reached the disk, and no batch behind it was staged after it had been synced, the logs end there. Any thread.
 */
final class LogCheck {
    private LogCheck() {}

    /** Fails as corrupt, and says where, if a log is damaged elsewhere than at the end of all. */
    static void all(Path database) throws IOException {
        lostEnd(database);
    }

    /** The same; gives where the logs end, if something that was not synced never reached the disk. */
    static @Nullable LostEnd lostEnd(Path database) throws IOException {
        List<RecordFile> logs = logs(database);
        long next = BatchHead.UNKNOWN;
        for (int i = 0; i < logs.size(); i++) {
            RecordFile records = logs.get(i);
            List<RecordFile> later = logs.subList(i + 1, logs.size());
            int end = records.end(0);
            next = Math.max(next, LogBatches.next(records, end));
            if (end == records.size()) {
                continue;
            }
            if (!records.isUnwritten(end)) {
                checkEnd(records, end, later);
            } else if (mayHaveBeenSynced(records, end, later, next)) {
                throw records.damaged(
                        end, "nothing was written there, and what stands behind it may have been synced later");
            } else {
                return new LostEnd(records.path(), end);
            }
        }
        return null;
    }

    /** In the order they were written. */
    private static List<RecordFile> logs(Path database) throws IOException {
        List<Path> files = FileTree.list(database).stream()
                .filter(RecordFile::isLog)
                .sorted(Comparator.comparingLong(RecordFile::number))
                .toList();
        List<RecordFile> logs = new ArrayList<>();
        for (Path file : files) {
            if (Files.size(file) > 0) {
                logs.add(RecordFile.of(file));
            }
        }
        return logs;
    }

    /** Whether a batch behind a place, or in later logs, may tell that the change that stood there was synced. */
    private static boolean mayHaveBeenSynced(RecordFile records, int place, List<RecordFile> later, long change) {
        Predicate<BatchHead> tells = head -> head.mayTellOfSync(change);
        return LogBatches.anyFrom(records, place + 1, tells)
                || later.stream().anyMatch(log -> LogBatches.anyFrom(log, 0, tells));
    }

    private static void checkEnd(RecordFile records, int end, List<RecordFile> later) {
        checkBehind(records, end);
        if (records.isComplete(end)) {
            throw records.damaged(end, "what stands there has another checksum");
        }
        Snares.check(records);
        if (!later.isEmpty()) {
            throw records.damaged(end, "another log stands behind it");
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
        for (RecordFile records : logs(database)) {
            int end = records.end(0);
            if (end < records.size()) {
                damages.add(new Damage(records.path(), end, records.size() - end));
            }
        }
        return damages;
    }

    /** Looks for records behind a place that go on to the end: one alone may be part of a message that was being written. */
    private static void checkBehind(RecordFile records, int end) {
        int at = end + 1;
        while (at < records.size()) {
            int wholeUntil = records.isWhole(at) ? records.end(at) : at + 1;
            if (records.isWhole(at) && wholeUntil == records.size()) {
                throw records.damaged(end, "whole records stand behind it, from byte " + at + " on");
            }
            at = wholeUntil;
        }
    }
}
