package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals and dumps, which need a process that ends. */
class ServeProcessIT {
    @TempDir
    Path directory;

    @Test
    void aSignalEndsItWithZero() throws Exception {
        for (String signal : new String[] {"TERM", "INT"}) {
            try (ServeProcess broker = ServeProcess.start(directory, "--line", "0")) {
                assertThat(broker.end(signal)).as(signal + broker.said()).isZero();
                assertThat(broker.said()).doesNotContain("Exception").endsWith("Ctrl-C stops it\n");
            }
        }
    }

    @Test
    void aSignalWritesTheDumpAndTheNextStartGoesOnFromIt() throws Exception {
        Path dump = directory.resolve("kept");
        String kept = "c 1 one\nc 2 two\n";
        try (ServeProcess broker = ServeProcess.start(directory, "--line", "0", "--dump", dump.toString())) {
            assertThat(broker.said()).contains("writes what is kept to " + dump);
            publish("one\ntwo\n", broker.port());
            assertThat(broker.end("TERM")).as(broker.said()).isZero();
            assertThat(dump).isNotEmptyFile();
        }
        try (ServeProcess broker = ServeProcess.start(directory, "--line", "0", "--dump", dump.toString())) {
            publish("three\n", broker.port());
            assertThat(CommandRun.of("his", "c", "--port", broker.port()).out()).isEqualTo(kept + "c 3 three\n");
        }
    }

    @Test
    void aSubscriberThatRetriesLosesAndRepeatsNothingOverARestart() throws Exception {
        Path dump = directory.resolve("kept");
        CommandRun window = new CommandRun().onTerminal();
        String port;
        try (ServeProcess broker = ServeProcess.start(directory, "--line", "0", "--dump", dump.toString())) {
            port = broker.port();
            window.start("sub", "c", "--retry", "--count", "4", "--port", port);
            await().untilAsserted(() -> assertThat(window.err()).contains("subscribed to c"));
            publish("one\ntwo\n", port);
            await().untilAsserted(() -> assertThat(window.out()).contains("c 2 two"));
            assertThat(broker.end("TERM")).as(broker.said()).isZero();
        }
        try (ServeProcess broker = ServeProcess.start(directory, "--line", port, "--dump", dump.toString())) {
            publish("three\nfour\n", broker.port());
            await().atMost(60, TimeUnit.SECONDS).until(() -> window.out().contains("four"));
        }
        assertThat(window.exitCode()).isZero();
        assertThat(window.out()).isEqualTo("c 1 one\nc 2 two\nc 3 three\nc 4 four\n");
        assertThat(window.err()).doesNotContain("gap").contains("trying again in");
    }

    @Test
    void aDumpThatCannotBeReadIsOneLine() throws Exception {
        Path dump = Files.writeString(directory.resolve("kept"), "not a dump");
        try (ServeProcess broker = ServeProcess.start(directory, "--line", "0", "--dump", dump.toString())) {
            assertThat(broker.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(broker.said()).startsWith("pushcore: ").contains(dump.toString());
            assertThat(broker.said().lines()).hasSize(1);
        }
        assertThat(dump).hasContent("not a dump");
    }

    @Test
    void aDumpThatCannotBeWrittenEndsWithOne() throws Exception {
        Path dump = directory.resolve("folder").resolve("kept");
        try (ServeProcess broker = ServeProcess.start(directory, "--line", "0", "--dump", dump.toString())) {
            publish("one\n", broker.port());
            Files.writeString(directory.resolve("folder"), "in the way");
            assertThat(broker.end("TERM")).as(broker.said()).isEqualTo(ExitCode.FAILED);
            assertThat(broker.said()).contains("could not be written to " + dump);
        }
    }

    private static void publish(String lines, String port) throws IOException {
        CommandRun publisher = new CommandRun().input(lines).start("pub", "c", "-", "--port", port);
        assertThat(publisher.exitCode()).as(publisher.err()).isZero();
    }
}
