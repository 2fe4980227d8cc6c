package io.pushcore.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Where programs of PostgreSQL are. */
final class Binaries {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql/15/bin");
    private static final ReentrantLock UNPACKING = new ReentrantLock();
    private static Path unpacked;

    private Binaries() {}

    /** Those of the newest version, from a jar. */
    static Path newest() {
        UNPACKING.lock();
        try {
            if (unpacked == null) {
                unpacked = unpack(Files.createTempDirectory("postgresql"));
            }
            return unpacked.resolve("bin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            UNPACKING.unlock();
        }
    }

    /** Those of the oldest version that is served, if Debian's package is installed. */
    static Optional<Path> oldest() {
        return Optional.of(DEBIAN).filter(Files::isDirectory);
    }

    private static Path unpack(Path to) throws IOException {
        Trash.at(to);
        try (InputStream jar = Binaries.class.getResourceAsStream("/postgres-linux-x86_64.txz");
                TarArchiveInputStream in = new TarArchiveInputStream(new XZCompressorInputStream(jar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path path = to.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(path.getParent());
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(in, path, StandardCopyOption.REPLACE_EXISTING);
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(isProgram(entry) ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
        return to;
    }

    private static boolean isProgram(TarArchiveEntry entry) {
        return (entry.getMode() & 0100) != 0;
    }
}
