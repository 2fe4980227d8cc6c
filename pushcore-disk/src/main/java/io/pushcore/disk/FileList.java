package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The file {@code CURRENT}, which names the list of sorted files. */
final class FileList {
    private FileList() {}

    /** Whether it names a list that is there. */
    static boolean isDamaged(Path database) throws IOException {
        Path current = database.resolve("CURRENT");
        if (!Files.isRegularFile(current)) {
            return true;
        }
        String name = new String(Files.readAllBytes(current), UTF_8);
        return !name.matches("MANIFEST-[0-9]+\n") || !Files.isRegularFile(database.resolve(name.strip()));
    }

    /** Lets it name the latest list there is, if it names none. */
    static void mend(Path database, Consumer<String> told) throws IOException {
        if (!isDamaged(database)) {
            return;
        }
        List<String> lists = FileTree.list(database).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .filter(name -> name.matches("MANIFEST-[0-9]+"))
                .toList();
        if (lists.isEmpty()) {
            throw Failures.corrupt(
                    "nothing can be saved of " + database + ": there is no list of its files, MANIFEST-…");
        }
        Files.write(database.resolve("CURRENT"), (lists.get(lists.size() - 1) + "\n").getBytes(UTF_8));
    }
}
