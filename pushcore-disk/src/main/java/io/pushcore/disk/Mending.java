package io.pushcore.disk;

import io.pushcore.disk.Finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** One repair of a directory that is locked. For one thread. */
final class Mending {
    private static final String REBUILT = "db.rebuilt";

    private final StorageDirectory directory;
    private final Consumer<String> dropped;
    private final Consumer<Checked> progress;

    Mending(StorageDirectory directory, Consumer<String> dropped, Consumer<Checked> progress) {
        this.directory = directory;
        this.dropped = dropped;
        this.progress = progress;
    }

    Repaired plan() throws IOException {
        if (directory.isUnderRepair() && !Files.exists(directory.database())) {
            return new Repaired(1, 0, 0, ""); // what was dropped was said then; the rest is to be put in its place
        }
        Examination examination = examine();
        long findings = findings(examination);
        if (findings == 0 || isOnlyTheEnd(examination)) {
            tellOfLogs(examination.kinds());
            return new Repaired(
                    findings,
                    examination.soFar().channels(),
                    examination.soFar().messages(),
                    "");
        }
        return rebuild(examination, findings, null);
    }

    Repaired run() throws IOException {
        Path rebuilt = directory.path().resolve(REBUILT);
        if (directory.isUnderRepair() && !Files.exists(directory.database()) && Files.exists(rebuilt)) {
            Files.move(rebuilt, directory.database());
            directory.endRepair();
            return new Repaired(1, 0, 0, directory.path().toString());
        }
        directory.endRepair();
        FileTree.delete(rebuilt);
        Examination examination = examine();
        long findings = findings(examination);
        if (findings == 0) {
            return new Repaired(
                    0, examination.soFar().channels(), examination.soFar().messages(), "");
        }
        return isOnlyTheEnd(examination) ? cut(examination, findings) : replace(examination, findings);
    }

    private Path createAside() throws IOException {
        String time = Instant.now().toString().replace(":", "").replaceAll("\\.[0-9]+", "");
        Path aside = directory.path().resolve("damaged-" + time);
        for (int more = 2; Files.exists(aside); more++) {
            aside = directory.path().resolve("damaged-" + time + "-" + more);
        }
        FileTree.createNew(aside);
        return aside;
    }

    private Examination examine() throws IOException {
        Examination examination = new Examination(directory, wrong -> {}, progress);
        examination.run();
        return examination;
    }

    private static long findings(Examination examination) {
        return examination.soFar().findings();
    }

    /** Whether all that is wrong is with the logs and the note: what stands before that is whole. */
    private static boolean isOnlyTheEnd(Examination examination) {
        return Set.of(Kind.NOTE, Kind.LOG).containsAll(examination.kinds());
    }

    private void tellOfLogs(Set<Kind> kinds) throws IOException {
        if (kinds.contains(Kind.LOG)) {
            for (LogCheck.Damage damage : LogCheck.damages(directory.database())) {
                dropped.accept(damage.file() + ": what was written behind byte " + damage.at() + ", " + damage.lost()
                        + " bytes, and in logs after it");
            }
        }
    }

    /** Opens the files with what stands before the damage of the logs, and leaves nothing in logs. */
    private Repaired cut(Examination examination, long findings) throws IOException {
        tellOfLogs(examination.kinds());
        directory.markBranch();
        Path aside = createAside();
        Path files = Files.createDirectory(aside.resolve("db"));
        for (Path file : FileTree.list(directory.database())) {
            if (Files.isRegularFile(file) && !file.toString().endsWith(".sst")) {
                Files.copy(file, files.resolve(String.valueOf(file.getFileName())));
            }
        }
        moveNote(aside);
        Snares.disarm(directory.database());
        try (RebuiltFiles opened = RebuiltFiles.cut(directory.database())) {
            opened.flush();
        } catch (RocksDBException e) {
            throw Failures.of("repairing " + directory.path(), e);
        }
        return new Repaired(
                findings, examination.soFar().channels(), examination.soFar().messages(), aside.toString());
    }

    private Repaired replace(Examination examination, long findings) throws IOException {
        Path rebuilt = directory.path().resolve(REBUILT);
        Repaired kept = rebuild(examination, findings, rebuilt);
        Path aside = createAside();
        directory.markBranch();
        directory.beginRepair();
        moveNote(aside);
        Files.move(directory.database(), aside.resolve("db"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(rebuilt, directory.database(), StandardCopyOption.ATOMIC_MOVE);
        StorageDirectory.sync(directory.path());
        directory.endRepair();
        return new Repaired(findings, kept.channels(), kept.messages(), aside.toString());
    }

    private void moveNote(Path aside) throws IOException {
        Path note = directory.path().resolve("clean");
        if (Files.exists(note)) {
            Files.move(note, aside.resolve("clean"), StandardCopyOption.ATOMIC_MOVE);
        }
        StorageDirectory.sync(directory.path());
    }

    /** Reads what can be read, and writes it into other files if there is a place for them. */
    private Repaired rebuild(Examination examination, long findings, @Nullable Path to) throws IOException {
        tellOfLogs(examination.kinds());
        Path source = directory.path().resolve(StorageDirectory.BACKUP);
        FileTree.delete(source);
        try {
            // opened elsewhere, so that a list of files can be mended for reading and the damaged files stay as they
            // are
            FileTree.copy(directory.database(), source);
            FileList.mend(source, dropped);
            Snares.disarm(source);
            try (ReadOnlyFiles files = ReadOnlyFiles.open(source, true)) {
                if (to == null) {
                    return new Rebuild(files, new Rebuild.Nowhere(), dropped, progress).run(findings);
                }
                return saved(files, to, findings);
            } catch (RocksDBException e) {
                throw Failures.of("nothing can be saved of " + directory.path() + ": opening it", e);
            }
        } finally {
            FileTree.delete(source);
        }
    }

    private Repaired saved(ReadOnlyFiles files, Path to, long findings) throws IOException {
        try (RebuiltFiles written = RebuiltFiles.create(to)) {
            Repaired kept = new Rebuild(files, written, dropped, progress).run(findings);
            written.flush();
            return kept;
        } catch (RocksDBException e) {
            throw Failures.of("writing what can be saved of " + directory.path(), e);
        }
    }
}
