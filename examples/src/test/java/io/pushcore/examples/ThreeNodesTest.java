package io.pushcore.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/three-nodes} with Debian's PostgreSQL, which {@code .ci/run} installs. */
@EnabledOnOs(OS.LINUX)
@Timeout(400)
class ThreeNodesTest {
    @TempDir
    Path directory;

    @Test
    void whatIsPublishedAtOneNodeArrivesAtTheOthersWhileOneIsKilled() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/usr/lib/postgresql")), "Debian's package postgresql is not installed");
        Path output = directory.resolve("output");
        ProcessBuilder script = new ProcessBuilder(
                        Checkout.path("examples/three-nodes").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        script.environment()
                .put(
                        "PUSHCORE",
                        Path.of(System.getProperty("java.home"), "bin", "java") + " -Xmx256m -cp "
                                + System.getProperty("java.class.path") + " io.pushcore.cli.Main");
        Process process = script.start();
        try {
            boolean ended = process.waitFor(300, TimeUnit.SECONDS);
            String said = Files.readString(output, UTF_8);
            assertThat(ended).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            for (int i = 1; i <= 3; i++) {
                assertThat(said).contains("# client" + i + ": hello from node 1|node 1 is gone|back");
            }
        } finally {
            // which ends all that it started
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
    }
}
