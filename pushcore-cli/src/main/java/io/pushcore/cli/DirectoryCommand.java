package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.disk.Checked;
import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Parameters;

/** What the commands about the directory of a broker share. */
abstract class DirectoryCommand implements Callable<Integer> {
    private static final long SILENT_NANOS = 2_000_000_000L;
    private static final long EVERY_NANOS = 250_000_000L;

    final Shell shell;
    private final long began = System.nanoTime();
    private long shownAt = began;
    private boolean isShown;

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory: --data of serve.")
    private Path directory = Path.of("");

    DirectoryCommand(Shell shell) {
        this.shell = shell;
    }

    Path directory() {
        return directory;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            return run();
        } catch (StorageException failure) {
            endProgress();
            throw new CommandFailed(ExitCode.FAILED, failure.getMessage() + advice(failure));
        }
    }

    abstract int run() throws IOException, InterruptedException;

    /** The end of the sentence of a failure, which says what to do. */
    String advice(StorageException failure) {
        return failure.fault() == StorageException.Fault.FENCED ? "; end that one first" : "";
    }

    /** One line on standard output; names in it cannot steer a terminal. */
    void say(String line) throws IOException {
        try {
            shell.out().write((line.replaceAll("\\p{Cntrl}|[\\u0080-\\u009f]", "?") + "\n").getBytes(UTF_8));
            shell.out().flush();
        } catch (IOException closed) {
            throw new OutputClosed();
        }
    }

    /** On a terminal, from the third second on. */
    void progress(Checked soFar) {
        long now = System.nanoTime();
        if (shell.errIsTerminal() && now - began >= SILENT_NANOS && now - shownAt >= EVERY_NANOS) {
            shownAt = now;
            isShown = true;
            shell.err().print("\r" + counted(soFar) + " ");
            shell.err().flush();
        }
    }

    void endProgress() {
        if (isShown) {
            isShown = false;
            shell.err().println();
        }
    }

    static String counted(Checked checked) {
        return String.format(
                Locale.ROOT,
                "%,d channels, %,d messages with %,d bytes, %,d inboxes, %,d files with %,d bytes",
                checked.channels(),
                checked.messages(),
                checked.messageBytes(),
                checked.inboxes(),
                checked.files(),
                checked.fileBytes());
    }
}
