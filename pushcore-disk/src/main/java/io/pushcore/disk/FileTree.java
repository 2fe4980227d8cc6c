package io.pushcore.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Directories with files in them. Any thread. */
final class FileTree {
    private FileTree() {}

    /** What is in a directory, by name; nothing if there is none. */
    static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Creates a directory that is not there yet. */
    static void createNew(Path directory) throws IOException {
        Files.createDirectory(directory);
        StorageDirectory.sync(directory);
    }

    /** Removes a directory and the directories and files in it, if it is there. */
    static void delete(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            for (Path file : list(directory)) {
                delete(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    /**
     * Copies the files of a database into a directory, which is created; synced. Sorted files never change, so that links stand for them
     * where the disk is the same.
     */
    static void copy(Path database, Path to) throws IOException {
        Files.createDirectory(to);
        for (Path file : list(database)) {
            if (Files.isRegularFile(file)) {
                Path copy = to.resolve(String.valueOf(file.getFileName()));
                if (!file.toString().endsWith(".sst") || !isLinked(file, copy)) {
                    Files.copy(file, copy);
                    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                        channel.force(true);
                    }
                }
            }
        }
        StorageDirectory.sync(to);
    }

    private static boolean isLinked(Path file, Path link) {
        try {
            Files.createLink(link, file);
            return true;
        } catch (IOException | UnsupportedOperationException anotherDisk) {
            return false;
        }
    }
}
