package io.pushcore.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the logs of writes of a database that was not closed cleanly. RocksDB takes a record that seems to reach beyond the
 * end of a file for one that was being written when the process ended; if only its length was damaged, what was synced behind it would
 * be lost without a word. So where a log ends too early, whole batches behind that place are looked for. If none of them was staged after
 * what stood there had been synced, and it looks as if it had never reached the disk, the logs end there. Any thread.
 */
final class LogCheck {
    private LogCheck() {}

    /** Fails as corrupt, and says where, if a log is damaged elsewhere than at its end. Gives where they end, if that is before the last record. */
    static @Nullable LostEnd all(Path database) throws IOException {
        List<RecordFile> logs = logs(database);
        long next = BatchHead.UNKNOWN;
        for (int i = 0; i < logs.size(); i++) {
            RecordFile records = logs.get(i);
            List<RecordFile> later = logs.subList(i + 1, logs.size());
            int end = records.end(0);
            next = Math.max(next, LogBatches.next(records, end));
            if (end < records.size()) {
                if (records.isUnwritten(end) && !tellOfSync(records, end + 1, later, next)) {
                    return new LostEnd(records.path(), end);
                }
                checkEnd(records, end, later);
            }
        }
        return null;
    }

    private static List<RecordFile> logs(Path database) throws IOException {
        List<RecordFile> logs = new ArrayList<>();
        for (Path file : FileTree.list(database)) {
            if (RecordFile.isLog(file) && Files.size(file) > 0) {
                logs.add(RecordFile.of(file));
            }
        }
        return logs;
    }

    /** Whether a batch from a place on, or in later logs, was staged when a change may have been synced. */
    private static boolean tellOfSync(RecordFile records, int from, List<RecordFile> later, long change) {
        Predicate<BatchHead> tells = head -> head.tellsOfSync(change);
        return LogBatches.anyFrom(records, from, tells)
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
        for (int at = end + 1; at + RecordFile.HEADER <= records.size(); at++) {
            if (records.isWhole(at) && records.end(at) == records.size()) {
                throw records.damaged(end, "whole records stand behind it, from byte " + at + " on");
            }
        }
    }
}
