package io.pushcore.netty;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What the files of a port's TLS said at one moment. Immutable. */
final class TlsFiles {
    /** All of TLS 1.3, and of 1.2 what has forward secrecy and authenticated encryption: what HTTP/2 allows. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** Sessions of clients that cannot keep theirs in a ticket. */
    private static final int SESSIONS = 1_000;

    private static final int SESSION_SECONDS = 3_600;

    private final PemFile chain;
    private final PemFile key;
    private final Optional<PemFile> trusted;

    private TlsFiles(PemFile chain, PemFile key, Optional<PemFile> trusted) {
        this.chain = chain;
        this.key = key;
        this.trusted = trusted;
    }

    /** Reads them; a failure names the file. */
    static TlsFiles read(Tls tls) {
        return new TlsFiles(
                PemFile.read(tls.certificateChain()),
                PemFile.read(tls.privateKey()),
                tls.trusted().map(PemFile::read));
    }

    /** Differs when what is in them differs, and tells nothing else. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (PemFile file : List.of(chain, key, trusted.orElse(chain))) {
                digest.update(MessageDigest.getInstance("SHA-256").digest(file.bytes()));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The certificate shown to clients, in words for the log. */
    String shown() {
        X509Certificate own = chain.certificates().get(0);
        return own.getSubjectX500Principal().getName() + ", serial "
                + own.getSerialNumber().toString(16) + ", until "
                + own.getNotAfter().toInstant();
    }

    /**
     * A context made of them.
     *
     * @param protocol the one protocol that is spoken: who offers others, and this one not, is refused
     */
    SslContext context(String protocol) {
        List<X509Certificate> certificates = chain.certificates();
        PrivateKey privateKey = key.privateKey();
        if (!belongs(privateKey, certificates.get(0))) {
            throw key.wrong("has not the key of the first certificate in the other file");
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(privateKey, certificates)
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .sessionCacheSize(SESSIONS)
                    .sessionTimeout(SESSION_SECONDS)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.FATAL_ALERT,
                            SelectedListenerFailureBehavior.ACCEPT,
                            protocol));
            trusted.ifPresent(file -> builder.clientAuth(ClientAuth.REQUIRE).trustManager(file.certificates()));
            return builder.build();
        } catch (SSLException | IllegalArgumentException refused) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "the JDK does not take the TLS files: " + refused.getMessage());
        }
    }

    /** Whether the key signs what the certificate verifies. */
    private static boolean belongs(PrivateKey privateKey, X509Certificate certificate) {
        String algorithm = switch (privateKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> privateKey.getAlgorithm();
        };
        byte[] something = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
