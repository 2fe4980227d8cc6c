package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} with TLS, and the commands that talk to it. */
class TlsCommandIT {
    private static final Pattern LINE = Pattern.compile("line +127\\.0\\.0\\.1:([0-9]+) over TLS");

    @TempDir
    Path directory;

    private final CommandRun broker = new CommandRun();
    private Path certificate = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void makeCertificate() throws Exception {
        Path file = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder((Path.of(System.getProperty("java.home"), "bin", "keytool")
                                + " -genkeypair -keystore " + file
                                + " -storetype PKCS12 -storepass changeit -alias own -dname CN=server -keyalg EC"
                                + " -groupname secp256r1 -ext SAN=dns:localhost")
                        .split(" "))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        certificate = pem("CERTIFICATE", store.getCertificate("own").getEncoded());
        key = pem("PRIVATE KEY", store.getKey("own", "changeit".toCharArray()).getEncoded());
    }

    private Path pem(String label, byte[] der) throws Exception {
        return Files.writeString(
                directory.resolve(label.replace(' ', '-')),
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }

    @AfterEach
    void stop() {
        broker.interrupt();
    }

    private String serve() {
        broker.start("serve", "--line", "0", "--tls-cert", certificate.toString(), "--tls-key", key.toString());
        await().untilAsserted(() -> assertThat(broker.out()).as(broker.err()).containsPattern(LINE));
        Matcher line = LINE.matcher(broker.out());
        assertThat(line.find()).isTrue();
        return line.group(1);
    }

    private static CommandRun run(String... arguments) {
        return new CommandRun().start(arguments);
    }

    @Test
    void whatOnePublishesTheOtherPrints() {
        String port = serve();
        String ca = certificate.toString();
        assertThat(broker.out()).contains("  https ", "--tls");
        assertThat(run("pub", "c", "hello", "--port", port, "--tls-ca", ca).exitCode())
                .isZero();
        CommandRun kept = run("his", "c", "--port", port, "--tls", "--tls-ca", ca);
        assertThat(kept.exitCode()).isZero();
        assertThat(kept.out()).isEqualTo("c 1 hello\n");
        CommandRun window = run("sub", "c", "--since", "0", "--count", "1", "--port", port, "--tls-ca", ca);
        assertThat(window.exitCode()).isZero();
        assertThat(window.out()).isEqualTo("c 1 hello\n");
    }

    @Test
    void aCertificateThatIsNotTrustedOrOfAnotherHostIsNoConnection() {
        String port = serve();
        CommandRun untrusting = run("his", "c", "--port", port, "--tls");
        assertThat(untrusting.exitCode()).isEqualTo(ExitCode.CONNECTION);
        assertThat(untrusting.err()).contains("cannot connect to localhost:" + port);
        CommandRun other = run("his", "c", "--host", "127.0.0.1", "--port", port, "--tls-ca", certificate.toString());
        assertThat(other.exitCode()).isEqualTo(ExitCode.CONNECTION);
    }

    @Test
    void withoutTlsThereIsNoConnectionEither() {
        CommandRun plain = run("his", "c", "--port", serve());
        assertThat(plain.exitCode()).isEqualTo(ExitCode.CONNECTION);
    }

    @Test
    void theFilesGoTogetherAndMustDo() throws Exception {
        CommandRun half = run("serve", "--line", "0", "--tls-cert", certificate.toString());
        assertThat(half.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(half.err()).contains("--tls-key");
        Files.writeString(key, "garbage");
        CommandRun broken =
                run("serve", "--line", "0", "--tls-cert", certificate.toString(), "--tls-key", key.toString());
        assertThat(broken.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(broken.err()).contains(key.toString()).doesNotContain("garbage");
        CommandRun noFile = run("his", "c", "--tls-ca", directory + "/none");
        assertThat(noFile.exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
