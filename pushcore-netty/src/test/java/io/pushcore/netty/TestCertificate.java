package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate that signed itself, made by the JDK's keytool: a server of this machine's, or a client. */
final class TestCertificate {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Map<String, TestCertificate> MADE = new ConcurrentHashMap<>();

    private final KeyStore store;

    private TestCertificate(KeyStore store) {
        this.store = store;
    }

    /** The same one for the same name. */
    static TestCertificate of(String name) {
        return MADE.computeIfAbsent(name, unknown -> {
            try {
                return make(unknown);
            } catch (IOException | GeneralSecurityException | InterruptedException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    private static TestCertificate make(String name)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = Files.createTempDirectory("pushcore-tls").resolve("store.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-alias",
                        "own",
                        "-dname",
                        "CN=" + name + ",O=Example",
                        "-validity",
                        "2",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1"))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        if (keytool.waitFor() != 0) {
            throw new AssertionError("keytool: " + said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Files.delete(file);
        Files.delete(file.getParent());
        return new TestCertificate(store);
    }

    X509Certificate certificate() throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate("own");
    }

    BigInteger serial() throws GeneralSecurityException {
        return certificate().getSerialNumber();
    }

    String pem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate().getEncoded());
    }

    String keyPem() throws GeneralSecurityException {
        return pem("PRIVATE KEY", store.getKey("own", PASSWORD).getEncoded());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** A client's context that trusts this certificate and no other. */
    SSLContext trusted() throws GeneralSecurityException, IOException {
        return context(null);
    }

    /** The same, and shows another as the client's own. */
    SSLContext trustedBy(TestCertificate client) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(client.store, PASSWORD);
        return context(keys);
    }

    private SSLContext context(KeyManagerFactory keys) throws GeneralSecurityException, IOException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("server", certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(), factory.getTrustManagers(), new SecureRandom());
        return context;
    }
}
