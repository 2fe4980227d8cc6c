package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --data}, its end by {@code kill -9}, and the commands about a directory, as an operator meets them. */
@Timeout(300)
class DataDirectoryIT {
    @TempDir
    Path temporary;

    @Test
    void whatWasAcknowledgedIsThereAfterKillMinusNine() throws Exception {
        Path data = temporary.resolve("data");
        String position;
        try (ServeProcess broker = serve(data)) {
            assertThat(broker.said()).contains("data: " + data + ", which is new");
            publish(1, 100, broker.port());
            position = head(broker.port());
            publish(101, 300, broker.port());
            broker.end("KILL");
        }
        try (ServeProcess broker = serve(data)) {
            assertThat(broker.said()).contains("data: " + data + ", which was not closed cleanly");
            assertThat(CommandRun.of("his", "c", "--port", broker.port()).out()).isEqualTo(lines(1, 300));
            publish(301, 310, broker.port());
            CommandRun reader =
                    CommandRun.of("sub", "c", "--since", position, "--count", "210", "--port", broker.port());
            assertThat(reader.out()).isEqualTo(lines(101, 310));
            assertThat(reader.err()).doesNotContain("gap");
            assertThat(broker.end("TERM")).as(broker.said()).isZero();
        }
        try (ServeProcess broker = serve(data)) {
            assertThat(broker.said()).contains("data: " + data + ", which was closed cleanly");
            assertThat(CommandRun.of("his", "c", "--port", broker.port()).out()).isEqualTo(lines(1, 310));
        }
    }

    @Test
    void aBrokerThatRunsIsAskedForACopyOfItself() throws Exception {
        Path data = temporary.resolve("data");
        Path copy = temporary.resolve("copy");
        try (ServeProcess broker = serve(data)) {
            publish(1, 50, broker.port());
            CommandRun run = CommandRun.of(
                    "backup", data.toString(), copy.toString(), "--admin", "127.0.0.1:" + broker.adminPort());
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).isEqualTo("copied to " + copy + "\n");
            assertThat(run.exitCode()).isZero();
            publish(51, 60, broker.port());

            CommandRun again = CommandRun.of(
                    "backup", data.toString(), copy.toString(), "--admin", "127.0.0.1:" + broker.adminPort());
            assertFails(again, copy + " is there already");
            CommandRun locked = CommandRun.of("check", data.toString());
            assertFails(locked, "is open already, by process");
            assertFails(CommandRun.of("repair", data.toString(), "--yes"), "is open already, by process");
            assertFails(
                    CommandRun.of("serve", "--line", "0", "--data", data.toString()),
                    "is open already, by process [0-9]+; end that one, or take another directory");
            try (ServeProcess other = serve(temporary.resolve("other"))) {
                assertFails(
                        CommandRun.of(
                                "backup",
                                data.toString(),
                                temporary.resolve("third").toString(),
                                "--admin",
                                other.adminPort()),
                        "this broker has its data in .*other, not in ");
            }
        }
        CommandRun check = CommandRun.of("check", copy.toString());
        assertThat(check.err()).isEmpty();
        assertThat(check.out()).startsWith("sound: 1 channels, 50 messages ");
        try (ServeProcess broker = serve(copy)) {
            assertThat(broker.said()).contains("or is a copy: new epochs begin");
            assertThat(CommandRun.of("his", "c", "--port", broker.port()).out()).isEqualTo(lines(1, 50));
        }
        Path offline = temporary.resolve("offline");
        assertThat(CommandRun.of("backup", copy.toString(), offline.toString()).err())
                .isEmpty();
        assertThat(CommandRun.of("check", offline.toString()).exitCode()).isZero();
    }

    @Test
    void aDamagedDirectoryIsRefusedCheckedAndRepaired() throws Exception {
        Path data = temporary.resolve("data");
        try (ServeProcess broker = serve(data)) {
            publish(1, 50, broker.port());
            publish(51, 100, broker.port());
            broker.end("KILL");
        }
        Path log = log(data);
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);

        assertFails(
                CommandRun.of("serve", "--line", "0", "--data", data.toString()),
                "is damaged at byte .*; ./pushcore check .* ./pushcore repair .*");
        CommandRun check = CommandRun.of("check", data.toString());
        assertThat(check.out()).contains(log.getFileName() + " is damaged at byte ", "looked at: ");
        assertFails(check, "1 wrong in .*; ./pushcore repair .* says what can be saved");
        CommandRun plan = CommandRun.of("repair", data.toString());
        assertThat(plan.out()).contains("would be dropped: ", "would be kept: ");
        assertFails(plan, "nothing is changed; ./pushcore repair .* --yes does it");
        assertThat(log).hasBinaryContent(bytes);

        CommandRun repair = CommandRun.of("repair", data.toString(), "--yes");
        assertThat(repair.err()).isEmpty();
        assertThat(repair.out()).contains("dropped: ", "the damaged files are in " + data);
        assertThat(CommandRun.of("check", data.toString()).out()).startsWith("sound: ");
        assertThat(CommandRun.of("repair", data.toString()).out()).startsWith("nothing is wrong with ");
        try (ServeProcess broker = serve(data)) {
            String kept = CommandRun.of("his", "c", "--port", broker.port()).out();
            assertThat(lines(1, 100)).startsWith(kept);
            publish(1, 1, broker.port());
        }
        assertThat(CommandRun.of("repair", data.toString(), "--new-epochs").exitCode())
                .isZero();
    }

    @Test
    void whatIsNoStorageOrOfAnotherFormatIsOneLine() throws IOException {
        Path other = Files.createDirectory(temporary.resolve("photos"));
        Files.writeString(other.resolve("beach.jpg"), "sun");
        assertFails(
                CommandRun.of("serve", "--line", "0", "--data", other.toString()), "is not a storage and not empty");
        Path later = Files.createDirectory(temporary.resolve("later"));
        Files.writeString(later.resolve("format"), "pushcore-disk 9\n");
        for (String command : List.of("check", "repair")) {
            assertFails(
                    CommandRun.of(command, later.toString()), "has the format 'pushcore-disk 9', this version reads");
            assertFails(CommandRun.of(command, other.toString()), "is not a storage");
        }
        assertFails(
                CommandRun.of("serve", "--line", "0", "--data", later.toString()), "has the format 'pushcore-disk 9'");
        CommandRun both = CommandRun.of("serve", "--data", other.toString(), "--dump", later.toString());
        assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(both.err()).contains("--data and --dump exclude each other");
    }

    private static void assertFails(CommandRun run, String because) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).startsWith("pushcore: ").containsPattern(because);
        assertThat(run.err().lines()).hasSize(1);
    }

    private ServeProcess serve(Path data) throws IOException {
        return ServeProcess.start(temporary, "--line", "0", "--data", data.toString(), "--data-memory", "16MiB");
    }

    private static Path log(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("db"))) {
            return files.filter(file ->
                            file.toString().endsWith(".log") && file.toFile().length() > 0)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The position of the newest message, as one who subscribes now is told. */
    private static String head(String port) throws IOException {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", Integer.parseInt(port))) {
            socket.getOutputStream().write("hello 2\nsub c\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            java.io.BufferedReader lines = new java.io.BufferedReader(
                    new java.io.InputStreamReader(socket.getInputStream(), java.nio.charset.StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (line != null && !line.startsWith("ok sub c ")) {
                line = lines.readLine();
            }
            assertThat(line).isNotNull();
            return line.split(" ")[3];
        }
    }

    private static void publish(int from, int to, String port) {
        String messages = String.join(
                "",
                IntStream.rangeClosed(from, to)
                        .mapToObj(i -> "message " + i + "\n")
                        .toList());
        CommandRun publisher = new CommandRun().input(messages).start("pub", "c", "-", "--port", port);
        assertThat(publisher.exitCode()).as(publisher.err()).isZero();
    }

    private static String lines(int from, int to) {
        return String.join(
                "",
                IntStream.rangeClosed(from, to)
                        .mapToObj(i -> "c " + i + " message " + i + "\n")
                        .toList());
    }
}
