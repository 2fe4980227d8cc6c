package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose log and figures find no room goes on serving. */
@Timeout(90)
@EnabledOnOs(OS.LINUX)
class FullDiskIT {
    /** Takes nothing: each write is answered that no space is left. */
    private static final File FULL = new File("/dev/full");

    @TempDir
    Path directory;

    private Process process;
    private String line;

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private void start(ProcessBuilder builder) throws IOException {
        process = builder.start();
        await().atMost(60, TimeUnit.SECONDS).until(() -> {
            assertThat(process.isAlive()).isTrue();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(line))) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private List<String> serve(String... options) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            line = Integer.toString(free.getLocalPort());
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--line",
                line,
                "--http",
                "off",
                "--admin",
                "0"));
        command.addAll(List.of(options));
        return command;
    }

    private void messagesGetThrough() throws IOException {
        // begins with what TLS begins with: one warning
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(line))) {
            socket.getOutputStream().write(22);
            assertThat(socket.getInputStream().read()).isNegative();
        }
        CommandRun publisher = CommandRun.of("pub", "news", "hello", "--port", line);
        assertThat(publisher.exitCode()).as(publisher.err()).isZero();
        assertThat(CommandRun.of("his", "news", "--port", line).out()).endsWith("hello\n");
    }

    private void endsWithZero() throws Exception {
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void withoutRoomForOutputLogAndFiguresItServes() throws Exception {
        start(new ProcessBuilder(serve("--metrics-log", FULL.toString(), "--metrics-every", "1s"))
                .redirectOutput(FULL)
                .redirectError(FULL));
        messagesGetThrough();
        endsWithZero();
    }

    @Test
    void withoutRoomForFiguresThatIsOneLine() throws Exception {
        Path log = directory.resolve("log");
        start(new ProcessBuilder(serve("--metrics-log", FULL.toString(), "--metrics-every", "1s"))
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(log.toFile()));
        messagesGetThrough();
        await().untilAsserted(() -> assertThat(log).content().contains("TLS came to a port"));
        endsWithZero();
        assertThat(Files.readAllLines(log))
                .filteredOn(said -> said.contains("/dev/full"))
                .singleElement()
                .asString()
                .contains("figures cannot be written to /dev/full, the broker goes on")
                .contains("No space left on device");
    }

    /** A limit on the size of files stands for a disk that is full until somebody makes room. */
    @Test
    void itLogsAgainWhereThereIsRoomAgainAndSaysWhatWasLost() throws Exception {
        Path log = Files.writeString(directory.resolve("log"), "x\n".repeat(8 << 10));
        Path figures = Files.writeString(directory.resolve("figures"), "x\n".repeat(8 << 10));
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 16; exec \"$@\" 2>>" + log, "sh"));
        limited.addAll(serve("--metrics-log", figures.toString(), "--metrics-every", "1s"));
        start(new ProcessBuilder(limited)
                .redirectOutput(directory.resolve("out").toFile()));
        messagesGetThrough();
        assertThat(log).hasSize(16 << 10);
        assertThat(figures).hasSize(16 << 10);
        Files.writeString(figures, "");
        Files.writeString(log, "");
        await().untilAsserted(() -> assertThat(figures).content().contains(" published=1 "));
        await().untilAsserted(() -> assertThat(Files.readString(log, UTF_8))
                .containsPattern("pushcore: the log could not be written, lines lost: [1-9]")
                .containsPattern("pushcore: figures are written to .* again; lines lost: [1-9]"));
        messagesGetThrough();
        endsWithZero();
    }
}
