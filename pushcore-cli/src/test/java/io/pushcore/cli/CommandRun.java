package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** One run of the command inside the test, with streams that the test sees. Waits between attempts are counted, and short. */
final class CommandRun {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private InputStream in = InputStream.nullInputStream();
    private OutputStream target = out;
    private boolean errIsTerminal;
    /** The ports of HTTP and administration are free ones unless a test says otherwise: its tests must not meet each other. */
    private Map<String, String> environment = Map.of("PUSHCORE_HTTP", "0", "PUSHCORE_ADMIN", "0");

    private Thread thread = new Thread();

    CommandRun input(String text) {
        return input(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    CommandRun input(InputStream newIn) {
        in = newIn;
        return this;
    }

    CommandRun output(OutputStream newTarget) {
        target = newTarget;
        return this;
    }

    CommandRun onTerminal() {
        errIsTerminal = true;
        return this;
    }

    CommandRun environment(Map<String, String> newEnvironment) {
        environment = newEnvironment;
        return this;
    }

    /** What the command sees of this run. */
    Shell shell() {
        return new Shell(in, target, new PrintStream(err, true, UTF_8), false, errIsTerminal, environment);
    }

    /** Starts it on a thread of its own. */
    CommandRun start(String... arguments) {
        Shell shell = shell();
        thread = new Thread(
                () -> exitCode.complete(Main.commandLine(shell, work -> {}, this::pause, new Random(1))
                        .execute(arguments)),
                "command");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void pause(Duration wanted) {
        pauses.add(wanted);
        LockSupport.parkNanos(1_000_000);
    }

    /** Runs it to its end. */
    static CommandRun of(String... arguments) {
        CommandRun run = new CommandRun().start(arguments);
        run.exitCode();
        return run;
    }

    int exitCode() {
        try {
            return exitCode.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("did not end; so far: " + out() + err(), e);
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    String out() {
        return out.toString(UTF_8);
    }

    String err() {
        return err.toString(UTF_8);
    }

    List<Duration> pauses() {
        return pauses;
    }
}
