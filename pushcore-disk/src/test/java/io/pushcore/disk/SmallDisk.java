package io.pushcore.disk;

import io.pushcore.storage.tck.StorageFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A disk of a few megabytes, which is soon full. Where the machine lets nobody mount one the test is aborted, and says so. */
final class SmallDisk implements AutoCloseable {
    private final Path mounted;

    private SmallDisk(Path mounted) {
        this.mounted = mounted;
    }

    static SmallDisk mount(Path directory, int mebibytes) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        need("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "none", directory.toString());
        return new SmallDisk(directory);
    }

    /** Runs a command; where it fails, or there is none, the test is aborted. */
    static void need(String... command) {
        String told = String.join(" ", command);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            Assumptions.assumeTrue(
                    process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0,
                    () -> "not here: " + told + ": " + output);
        } catch (IOException e) {
            Assumptions.abort("not here: " + told + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Path storage() {
        return mounted.resolve("storage");
    }

    /** About 20 KB that nothing makes smaller: what is compressed would fit into the space that files give back. */
    static String text(int number) {
        byte[] bytes = new byte[15_000];
        new Random(number).nextBytes(bytes);
        return number + " " + Base64.getEncoder().encodeToString(bytes);
    }

    /** Leaves no byte free; closing the answer gives them back. */
    StorageFixture.Space fill() {
        Path file = mounted.resolve("ballast");
        byte[] block = new byte[4 << 10];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return () -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        }
    }

    @Override
    public void close() {
        // lazily: where a test has failed its files may be open
        need("umount", "-l", mounted.toString());
    }
}
