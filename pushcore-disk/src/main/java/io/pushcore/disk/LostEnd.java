package io.pushcore.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;

/**
 * Where logs of writes end because what was to follow never reached the disk when the power was cut; it had not been synced.
 *
 * @param log the last that is read
 * @param at up to which byte
 */
record LostEnd(Path log, int at) {
    /** Cuts the logs of a directory there, whose names are the same. What comes later goes first: else it would go on behind a hole. */
    void cut(Path directory) throws IOException {
        List<Path> newestFirst = FileTree.list(directory).stream()
                .filter(RecordFile::isLog)
                .sorted(Comparator.comparingLong(RecordFile::number).reversed())
                .toList();
        for (Path file : newestFirst) {
            if (isAfter(file)) {
                cut(file, 0);
            } else if (RecordFile.number(file) == RecordFile.number(log)) {
                cut(file, at);
            }
        }
    }

    /** Whether a log is none that is read. */
    boolean isAfter(Path file) {
        return RecordFile.number(file) > RecordFile.number(log);
    }

    private static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }
}
