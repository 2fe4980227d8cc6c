package io.pushcore.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * A temporary directory in memory, where there is a file system in it: what a power cut takes is cut by the test, and what a sync costs is
 * not what it is about.
 */
final class FastestDirectory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH = 1L << 30;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
        boolean isThere = Files.isWritable(MEMORY) && MEMORY.toFile().getUsableSpace() > ENOUGH;
        return isThere ? Files.createTempDirectory(MEMORY, "pushcore") : Files.createTempDirectory("pushcore");
    }
}
