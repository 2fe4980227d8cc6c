package io.pushcore.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What is ended and removed when the tests end. */
final class Trash {
    private static final List<Path> DIRECTORIES = new CopyOnWriteArrayList<>();
    private static final List<Process> PROCESSES = new CopyOnWriteArrayList<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Trash::empty));
    }

    private Trash() {}

    static void at(Path directory) {
        DIRECTORIES.add(directory);
    }

    static void at(Process process) {
        PROCESSES.add(process);
    }

    private static void empty() {
        for (Process process : PROCESSES) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        for (Path directory : DIRECTORIES) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | java.io.UncheckedIOException e) {
                // it is a directory for temporary files
            }
        }
    }
}
