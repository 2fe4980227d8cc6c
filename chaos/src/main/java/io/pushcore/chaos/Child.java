package io.pushcore.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process that this one has started, whose output is added to a file. It ends with this one at the latest. */
final class Child {
    private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Child::killAll));
    }

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    static Child start(Path output, List<String> command) {
        return start(output, command, Map.of());
    }

    static Child start(Path output, List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            ALL.add(process);
            return new Child(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end; what it says stands in the file. */
    static void run(Path output, List<String> command) {
        Child child = start(output, command);
        if (!child.endsWithin(Duration.ofMinutes(2)) || child.process.exitValue() != 0) {
            throw new IllegalStateException(command + " failed, see " + output);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean endsWithin(Duration time) {
        try {
            boolean ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                ALL.remove(process);
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        endsWithin(Duration.ofSeconds(30));
    }

    /** Sends a signal, such as {@code STOP}. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void killAll() {
        for (Process process : ALL) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
