package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A broker in a process of its own, as a user starts it. */
final class ServeProcess implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("line +127\\.0\\.0\\.1:([0-9]+)");
    private static final Pattern ADMIN = Pattern.compile("(?m)^ +admin +127\\.0\\.0\\.1:([0-9]+)");

    private final Process process;
    private final Path output;

    private ServeProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it and waits until it listens or has ended. */
    static ServeProcess start(Path directory, String... options) throws IOException {
        Path output = Files.createTempFile(directory, "serve", ".out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--http",
                "0",
                "--admin",
                "0"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        ServeProcess serve = new ServeProcess(process, output);
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> serve.said().contains("Ctrl-C") || !process.isAlive());
        return serve;
    }

    String said() throws IOException {
        return Files.readString(output, UTF_8);
    }

    String port() throws IOException {
        return port(LINE);
    }

    String adminPort() throws IOException {
        return port(ADMIN);
    }

    private String port(Pattern pattern) throws IOException {
        Matcher line = pattern.matcher(said());
        if (!line.find()) {
            throw new AssertionError("does not listen: " + said());
        }
        return line.group(1);
    }

    /** Tells it to end by a signal and gives back its exit code. */
    int end(String signal) throws IOException, InterruptedException {
        signal(signal);
        return exitCode();
    }

    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    int exitCode() throws InterruptedException, IOException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("does not end: " + said());
        }
        return process.exitValue();
    }

    /** Waits for its end, so that what it had is free. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
