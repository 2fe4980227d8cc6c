package io.pushcore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS as the client commands speak it: they trust what they are told to, and check the name of the host. */
final class ClientTls {
    private final SSLContext context;

    private ClientTls(SSLContext context) {
        this.context = context;
    }

    /** @param file certificates to be trusted instead of the JDK's */
    static ClientTls trusting(Optional<Path> file) {
        try {
            if (file.isEmpty()) {
                return new ClientTls(SSLContext.getDefault());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store(file.get()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new ClientTls(context);
        } catch (GeneralSecurityException e) {
            throw new CommandFailed(ExitCode.FAILED, "TLS cannot be set up: " + e.getMessage());
        }
    }

    private static KeyStore store(Path file) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted " + store.size(), certificate);
            }
            if (store.size() > 0) {
                return store;
            }
        } catch (IOException | GeneralSecurityException e) {
            throw CommandFailed.usage("--tls-ca cannot be read: " + file);
        }
        throw CommandFailed.usage("--tls-ca has no certificate in PEM: " + file);
    }

    /** A socket over another, with the handshake done. */
    Socket over(Socket socket, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }
}
