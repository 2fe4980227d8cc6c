package io.pushcore.netty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** A directory with the files of a port's TLS, as an operator or a tool for certificates writes them. */
final class TlsDirectory {
    private final Path directory;

    TlsDirectory(Path directory) {
        this.directory = directory;
    }

    static TlsDirectory with(Path directory, TestCertificate certificate) throws IOException, GeneralSecurityException {
        TlsDirectory files = new TlsDirectory(directory);
        files.write(certificate);
        return files;
    }

    Path chain() {
        return directory.resolve("tls.crt");
    }

    Path key() {
        return directory.resolve("tls.key");
    }

    void write(TestCertificate certificate) throws IOException, GeneralSecurityException {
        Files.writeString(chain(), certificate.pem());
        Files.writeString(key(), certificate.keyPem());
    }

    /** A file with what is trusted. */
    Path trusted(TestCertificate certificate) throws IOException, GeneralSecurityException {
        return Files.writeString(directory.resolve("clients.crt"), certificate.pem());
    }

    Tls tls() {
        return Tls.files(chain(), key());
    }

    /** Looks at the files often. */
    Tls watched() {
        return tls().times(Duration.ofSeconds(9), Duration.ofMillis(20));
    }
}
