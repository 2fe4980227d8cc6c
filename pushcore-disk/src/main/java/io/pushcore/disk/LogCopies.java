package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Copies of logs of writes, to be read where RocksDB does not read them as they are. Any thread. */
final class LogCopies {
    private LogCopies() {}

    /**
     * Those of a database, in a directory of their own, cut where they end and disarmed; null where there is no need.
     *
     * @param isDamaged whether they may be damaged
     */
    static @Nullable Path of(Path database, boolean isDamaged) throws IOException {
        LostEnd lost = lostEnd(database);
        boolean snares = isDamaged && Snares.areInLogs(database);
        if (lost == null && !snares) {
            return null;
        }
        Path copies = Files.createTempDirectory("pushcore-logs");
        try {
            for (Path file : FileTree.list(database)) {
                if (RecordFile.isLog(file) && !(lost != null && lost.isAfter(file))) {
                    Files.copy(file, copies.resolve(String.valueOf(file.getFileName())));
                }
            }
            if (lost != null) {
                lost.cut(copies);
            }
            Snares.disarm(copies);
            return copies;
        } catch (IOException e) {
            FileTree.delete(copies);
            throw e;
        }
    }

    private static @Nullable LostEnd lostEnd(Path database) throws IOException {
        try {
            return LogCheck.lostEnd(database);
        } catch (StorageException damaged) {
            return null;
        }
    }
}
