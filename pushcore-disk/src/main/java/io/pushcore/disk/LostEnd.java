package io.pushcore.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
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
        String last = String.valueOf(log.getFileName());
        List<Path> newestFirst = new ArrayList<>(FileTree.list(directory));
        Collections.reverse(newestFirst);
        for (Path file : newestFirst) {
            int order = String.valueOf(file.getFileName()).compareTo(last);
            if (RecordFile.isLog(file) && order >= 0) {
                cut(file, order == 0 ? at : 0);
            }
        }
    }

    private static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }
}
