package io.pushcore.disk;

import io.pushcore.disk.Finding.Kind;
import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDBException;

/** One look through a directory that is locked. For one thread. */
final class Examination {
    /** In this order; of families that came later one more stands here. */
    private static final List<FamilyCheck> CHECKS = List.of(
            new GenerationsCheck(),
            new ChannelsCheck(),
            new ReferencesCheck(),
            new StrayCheck(),
            new InboxesCheck(),
            new LeasesCheck());

    private final StorageDirectory directory;
    private final Consumer<Finding> found;
    private final Consumer<Checked> progress;
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private long files;
    private long fileBytes;
    private long channels;
    private long messages;
    private long messageBytes;
    private long findings;
    /** The ids of the channels that were seen. */
    private final Ids ids = new Ids();

    private long inboxes;
    /** The first that was not given out. */
    private long unusedId = 1;

    private boolean isClean;

    Examination(StorageDirectory directory, Consumer<Finding> found, Consumer<Checked> progress) {
        this.directory = directory;
        this.found = found;
        this.progress = progress;
    }

    Checked run() throws IOException {
        CleanNote note = note();
        if (note == null) {
            logs();
        }
        isClean = note != null;
        ReadOnlyFiles opened = open();
        if (opened == null) {
            for (Path file : FileTree.list(directory.database())) {
                if (file.toString().endsWith(".sst")) {
                    sorted(file, Files.size(file));
                }
            }
            return soFar();
        }
        try (opened) {
            if (note != null && note.sequence() != opened.sequence()) {
                wrong(
                        Kind.NOTE,
                        directory.database() + " was closed at change " + note.sequence() + ", and is now at "
                                + opened.sequence());
            }
            for (LiveFileMetaData file : opened.sorted()) {
                sorted(Path.of(file.path(), file.fileName()), file.size());
            }
            for (FamilyCheck check : CHECKS) {
                records(opened, check);
            }
        }
        return soFar();
    }

    private void records(ReadOnlyFiles opened, FamilyCheck check) {
        if (!check.families().stream().allMatch(opened::has)) {
            return;
        }
        try {
            check.check(opened, this);
        } catch (StorageException unreadable) {
            // which file it is was told above, if it is one
            wrong(Kind.RECORD, check.families() + " cannot be looked through: " + unreadable.getMessage());
        }
    }

    /** The note of a clean close, if there is one that can be read. */
    private @Nullable CleanNote note() throws IOException {
        String how = directory.clean();
        if (how == null) {
            return null;
        }
        try {
            CleanNote note = CleanNote.parse(how);
            for (String name : note.changed(directory.database())) {
                wrong(
                        name.endsWith(".log") ? Kind.LOG : Kind.NOTE,
                        directory.database().resolve(name) + " is not what it was when the storage was closed");
            }
            return note;
        } catch (StorageException unreadable) {
            wrong(Kind.NOTE, directory.path().resolve("clean") + ": " + unreadable.getMessage());
            return null;
        }
    }

    private void logs() throws IOException {
        try {
            LogCheck.all(directory.database());
        } catch (StorageException damaged) {
            wrong(Kind.LOG, String.valueOf(damaged.getMessage()));
        }
    }

    /** Opens what can be opened. */
    private @Nullable ReadOnlyFiles open() throws IOException {
        try {
            Snares.checkLists(directory.database());
        } catch (StorageException damaged) {
            wrong(Kind.FILE, String.valueOf(damaged.getMessage()));
            return null;
        }
        try {
            return ReadOnlyFiles.open(directory.database(), kinds.contains(Kind.LOG));
        } catch (RocksDBException strict) {
            wrong(Kind.FILE, "the database cannot be opened: " + strict.getMessage());
        }
        try {
            return ReadOnlyFiles.open(directory.database(), true);
        } catch (RocksDBException same) {
            return null;
        }
    }

    /** Reads a sorted file with the checksum of each of its blocks. */
    private void sorted(Path file, long size) throws IOException {
        files++;
        fileBytes += size;
        if (!Files.exists(file)) {
            wrong(Kind.FILE, file + " is missing");
            return;
        }
        if (Files.size(file) != size) {
            wrong(Kind.FILE, file + " has " + Files.size(file) + " bytes, and had " + size);
        }
        try (SortedFileCheck check = new SortedFileCheck()) {
            check.verify(file);
        } catch (RocksDBException damaged) {
            String why = String.valueOf(damaged.getMessage());
            wrong(Kind.FILE, why.contains(String.valueOf(file.getFileName())) ? why : file + ": " + why);
        }
        progress.accept(soFar());
    }

    /** Tells of a record that is wrong. */
    void wrong(String sentence) {
        wrong(Kind.RECORD, sentence);
    }

    private void wrong(Kind kind, String sentence) {
        findings++;
        kinds.add(kind);
        found.accept(new Finding(kind, sentence));
    }

    /** Counts a channel. */
    void channel(long id) {
        channels++;
        ids.add(id);
        progress.accept(soFar());
    }

    /** Counts a message. */
    void message(long bytes) {
        messages++;
        messageBytes += bytes;
        if (messages % 4_096 == 0) {
            progress.accept(soFar());
        }
    }

    /** Counts an inbox. */
    void inbox() {
        inboxes++;
        if (inboxes % 4_096 == 0) {
            progress.accept(soFar());
        }
    }

    /** The ids of channels that were counted. */
    Ids ids() {
        return ids;
    }

    /** The first id that was not given out. */
    long unusedId() {
        return unusedId;
    }

    void unusedId(long id) {
        unusedId = id;
    }

    /** Whether no epoch begins where it is opened. */
    boolean isClean() {
        return isClean;
    }

    /** What is wrong so far is of these kinds. */
    Set<Kind> kinds() {
        return kinds;
    }

    Checked soFar() {
        return new Checked(files, fileBytes, channels, messages, messageBytes, inboxes, findings);
    }
}
