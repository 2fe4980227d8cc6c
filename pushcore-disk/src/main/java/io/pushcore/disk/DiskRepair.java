package io.pushcore.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Saves what can be saved of a damaged directory that no broker has open. Nothing is done before it is asked for, nothing is dropped
 * without a word, and the damaged files are kept aside. Afterwards epochs begin, so that no position names two messages.
 */
public final class DiskRepair {
    private final Path path;
    private final Consumer<Checked> progress;

    private DiskRepair(Path path, Consumer<Checked> progress) {
        this.path = path;
        this.progress = progress;
    }

    public static DiskRepair of(Path directory) {
        return new DiskRepair(directory, soFar -> {});
    }

    /** Is told how far it has come, often, on the thread that runs it. */
    public DiskRepair progress(Consumer<Checked> told) {
        return new DiskRepair(path, told);
    }

    /**
     * What a repair would come to; blocks, and changes nothing.
     *
     * @param dropped is told each thing that would be lost, in a sentence
     * @throws io.pushcore.storage.StorageException if it is open, no storage, of another format, or so damaged that nothing can be saved
     */
    public Repaired plan(Consumer<String> dropped) {
        return within(directory -> new Mending(directory, dropped, progress).plan());
    }

    /** Repairs it; blocks. Needs as much space as the directory takes, unless only its end is damaged. */
    public Repaired run(Consumer<String> dropped) {
        return within(directory -> new Mending(directory, dropped, progress).run());
    }

    /**
     * Makes epochs begin when it is opened next, and numbers of inboxes go on above a floor; to be done with a copy that {@link DiskStorage#backup} did not make, since the original
     * goes on with the same offsets.
     */
    public void newEpochs() {
        within(directory -> {
            directory.markBranch();
            directory.forgetClean();
            return new Repaired(0, 0, 0, "");
        });
    }

    private Repaired within(Step step) {
        StorageDirectory directory = new StorageDirectory(path);
        try {
            directory.openForRepair();
            try {
                return step.run(directory);
            } finally {
                directory.close();
            }
        } catch (IOException e) {
            throw Failures.of("repairing " + path, e);
        } catch (LinkageError e) {
            throw Failures.unloaded(e);
        }
    }

    /** What is done with a directory that is locked. */
    private interface Step {
        Repaired run(StorageDirectory directory) throws IOException;
    }
}
