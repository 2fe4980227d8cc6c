package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

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

    /** The sentences of a check. */
    static List<String> found(Settings settings) {
        List<String> found = new ArrayList<>();
        DiskCheck.of(settings.directory()).run(finding -> found.add(finding.sentence()));
        return found;
    }

    /** What a repair says that it drops; afterwards all is sound. */
    static List<String> repaired(Settings settings) {
        List<String> dropped = new ArrayList<>();
        DiskRepair.of(settings.directory()).run(dropped::add);
        assertThat(found(settings)).isEmpty();
        return dropped;
    }

    /** Changes records, and leaves no note of a clean close. */
    static void write(Settings settings, Consumer<Rebuild.Target> change) throws RocksDBException {
        DiskRepair.of(settings.directory()).newEpochs();
        writeOnly(settings, change);
    }

    /** Changes records, and leaves the note of a clean close as it was. */
    static void writeOnly(Settings settings, Consumer<Rebuild.Target> change) throws RocksDBException {
        try (RebuiltFiles written = RebuiltFiles.cut(settings.directory().resolve("db"))) {
            change.accept(written);
            written.flush();
        }
    }

    static void delete(Rebuild.Target written, Family family, byte[] key) {
        written.deleteRange(family, key, Arrays.copyOf(key, key.length + 1));
    }

    /** Changes records; a check finds it, and says so. */
    static void assertFound(Settings settings, String sentence, Consumer<Rebuild.Target> change)
            throws RocksDBException {
        write(settings, change);
        assertThat(found(settings)).anySatisfy(found -> assertThat(found).contains(sentence));
    }
}
