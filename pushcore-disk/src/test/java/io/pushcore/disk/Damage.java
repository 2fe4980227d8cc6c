package io.pushcore.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What happens to files behind the back of a storage. */
final class Damage {
    private Damage() {}

    /** Files of the database with this ending, the largest first. */
    static List<Path> files(Settings settings, String ending) {
        return files(settings, name -> name.endsWith(ending));
    }

    static List<Path> files(Settings settings, Predicate<String> name) {
        try (Stream<Path> files = Files.list(settings.directory().resolve("db"))) {
            return files.filter(file -> name.test(file.getFileName().toString()))
                    .sorted(Comparator.comparing((Path file) -> file.toFile().length())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void flip(Path file, long at) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[(int) at] ^= 0x10;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
