package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are replaced under a running broker, and files that do not do. */
@Timeout(60)
final class TlsReloadIT {
    private static final TestCertificate OLD = TestCertificate.of("old");
    private static final TestCertificate NEW = TestCertificate.of("new");

    @TempDir
    private Path directory;

    private static Broker open(LineTransport lines) {
        return Broker.builder().transport(lines).build();
    }

    /** The serial number of the certificate that a new connection sees. */
    private static BigInteger shown(int port, TestCertificate trusted) throws Exception {
        try (var socket = TlsClient.connect(port, trusted.trusted()).socket()) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private static void awaitShown(int port, TestCertificate certificate) {
        await().ignoreExceptions().until(() -> shown(port, certificate).equals(certificate.serial()));
    }

    @Test
    void newConnectionsGetTheNewCertificateAndOldOnesGoOn() throws Exception {
        TlsDirectory files = TlsDirectory.with(directory, OLD);
        LineTransport lines = LineTransport.port(0).tls(files.watched());
        try (Broker broker = open(lines)) {
            LineClient before = TlsClient.connect(lines.port(), OLD.trusted()).modern();
            before.say("sub c\n").line();
            files.write(NEW);
            awaitShown(lines.port(), NEW);
            broker.channel("c").publish("still there").join();
            assertThat(before.payload(before.line())).isEqualTo("still there");
            assertThat(before.say("ping\n").line()).isEqualTo("pong");
        }
    }

    @Test
    void whatDoesNotDoLeavesTheOldInUseUntilSomethingDoes() throws Exception {
        TlsDirectory files = TlsDirectory.with(directory, OLD);
        CurrentTls current = CurrentTls.load(files.tls(), "line");
        var first = current.context();
        for (String garbage : new String[] {"", "garbage", OLD.keyPem().substring(0, 60), NEW.keyPem()}) {
            Files.writeString(files.key(), garbage);
            current.look();
            current.look();
            assertThat(current.context()).as(garbage).isSameAs(first);
        }
        Files.delete(files.key());
        current.look();
        current.look();
        assertThat(current.context()).isSameAs(first);
        files.write(NEW);
        current.look();
        assertThat(current.context()).as("looked at once").isSameAs(first);
        current.look();
        assertThat(current.context()).isNotSameAs(first);
    }

    @Test
    void aDirectoryBehindALinkIsReplacedAtOnce() throws Exception {
        Path old = Files.createDirectory(directory.resolve("..1"));
        Path fresh = Files.createDirectory(directory.resolve("..2"));
        TlsDirectory.with(old, OLD);
        TlsDirectory.with(fresh, NEW);
        Path link = Files.createSymbolicLink(directory.resolve("..data"), old);
        LineTransport lines = LineTransport.port(0).tls(new TlsDirectory(link).watched());
        try (Broker broker = open(lines)) {
            assertThat(shown(lines.port(), OLD)).isEqualTo(OLD.serial());
            Path other = Files.createSymbolicLink(directory.resolve("..tmp"), fresh);
            Files.move(other, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            awaitShown(lines.port(), NEW);
            assertThat(broker.stats().connections()).isLessThan(2);
        }
    }

    @Test
    void aSessionOfBeforeDoesNotPassWhatIsTrustedNow() throws Exception {
        TestCertificate anna = TestCertificate.of("anna");
        TlsDirectory files = TlsDirectory.with(directory, OLD);
        Tls tls = files.watched().clientCertificates(files.trusted(anna));
        LineTransport lines = LineTransport.port(0).tls(tls);
        SSLContext client = OLD.trustedBy(anna);
        try (Broker broker = open(lines)) {
            TlsClient.connect(lines.port(), client).modern().close();
            files.trusted(TestCertificate.of("bob"));
            await().untilAsserted(() -> assertThatThrownBy(() ->
                            TlsClient.connect(lines.port(), client).modern().close())
                    .isInstanceOf(IOException.class));
            TlsClient.connect(lines.port(), OLD.trustedBy(TestCertificate.of("bob")))
                    .modern();
            await().untilAsserted(() -> assertThat(broker.stats().connections()).isEqualTo(1));
        }
    }

    @Test
    void aBrokerWhoseFilesDoNotDoDoesNotStart() throws Exception {
        TlsDirectory files = TlsDirectory.with(directory, OLD);
        Files.writeString(files.key(), NEW.keyPem());
        assertThatThrownBy(() -> open(LineTransport.port(0).tls(files.tls())))
                .isInstanceOf(PushCoreException.class)
                .hasMessageContaining(files.key().toString());
        Files.writeString(files.key(), OLD.keyPem().replace("PRIVATE KEY", "EC PRIVATE KEY"));
        assertThatThrownBy(() -> open(LineTransport.port(0).tls(files.tls())))
                .hasMessageContaining("openssl pkcs8")
                .message()
                .doesNotContain(OLD.keyPem().substring(40, 60));
        Files.delete(files.key());
        assertThatThrownBy(() -> open(LineTransport.port(0).tls(files.tls())))
                .hasMessageContaining(files.key() + " does not exist");
        Files.writeString(files.chain(), "nothing");
        files.write(OLD);
        Files.writeString(files.chain(), "nothing");
        assertThatThrownBy(() -> open(LineTransport.port(0).tls(files.tls())))
                .hasMessageContaining(files.chain() + " has no certificate");
    }
}
