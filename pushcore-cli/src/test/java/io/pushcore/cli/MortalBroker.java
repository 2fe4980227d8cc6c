package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code serve} over a directory, in a process of its own, to be killed. */
final class MortalBroker implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("line +127\\.0\\.0\\.1:([0-9]+)");

    private final Process process;
    /** Whether the process is one that traces the broker. */
    private final boolean isTraced;

    private final Path output;

    private MortalBroker(Process process, boolean isTraced, Path output) {
        this.process = process;
        this.isTraced = isTraced;
        this.output = output;
    }

    /** Begins to start; with words before the command, and variables of the environment. */
    static MortalBroker start(Path data, List<String> before, Map<String, String> environment) throws IOException {
        Path output = data.resolveSibling("serve.out");
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--open",
                "--line",
                "0",
                "--http",
                "off",
                "--admin",
                "off",
                "--keep",
                "100000000",
                "--keep-for",
                "0s",
                "--data",
                data.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new MortalBroker(builder.start(), !before.isEmpty(), output);
    }

    /** Waits until it listens; gives the port. */
    String port() throws IOException {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> said().contains("Ctrl-C") || !process.isAlive());
        Matcher line = LINE.matcher(said());
        if (!line.find()) {
            throw new AssertionError("does not listen: " + said());
        }
        return line.group(1);
    }

    String said() throws IOException {
        return Files.readString(output, UTF_8);
    }

    boolean endsWithin(int millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    void kill() throws InterruptedException {
        if (isTraced) {
            // the tracer ends by itself then
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        } else {
            process.destroyForcibly();
        }
        process.waitFor();
    }

    /** Ends it as an operator does; gives its exit code. */
    int end() throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("does not end: " + said());
        }
        return process.exitValue();
    }

    /** Waits for its end, so that what it had is free. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
