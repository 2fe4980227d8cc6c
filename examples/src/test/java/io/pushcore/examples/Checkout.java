package io.pushcore.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The directory this build stands in: its sources and its documents. */
final class Checkout {
    private static final Path ROOT = root();

    private Checkout() {}

    static Path path(String name) {
        return ROOT.resolve(name);
    }

    /** The main sources of all modules. */
    static List<Path> mainSources() {
        return sources("src/main/java");
    }

    /** The test sources of all modules. */
    static List<Path> testSources() {
        return sources("src/test/java");
    }

    private static List<Path> sources(String below) {
        return list(ROOT).stream()
                .map(module -> module.resolve(below))
                .filter(Files::isDirectory)
                .flatMap(sources -> walk(sources).stream())
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    /** All pages that people read, except what a build left behind. */
    static List<Path> pages() {
        List<Path> pages = Stream.concat(list(ROOT).stream(), walk(ROOT.resolve("docs")).stream())
                .filter(file -> file.toString().endsWith(".md"))
                .toList();
        return pages;
    }

    /** The path as it is written in a message. */
    static String shown(Path file) {
        return ROOT.relativize(file).toString();
    }

    static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> walk(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("LICENSE"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException(
                        "not in a checkout: " + Path.of("").toAbsolutePath());
            }
            directory = parent;
        }
        return directory;
    }
}
