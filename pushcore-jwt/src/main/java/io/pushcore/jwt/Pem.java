package io.pushcore.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys as text. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private Pem() {}

    /** @throws PushCoreException if it is none, without a word of what stands there instead */
    static PublicKey publicKey(String text) {
        Matcher block = BLOCK.matcher(text);
        if (block.find()) {
            try {
                byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
                switch (block.group(1)) {
                    case "PUBLIC KEY" -> {
                        return key(bytes);
                    }
                    case "CERTIFICATE" -> {
                        return CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(text.getBytes(US_ASCII)))
                                .getPublicKey();
                    }
                    default -> {}
                }
            } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
                throw wrong();
            }
        }
        throw wrong();
    }

    private static PublicKey key(byte[] bytes) throws GeneralSecurityException {
        GeneralSecurityException last = new GeneralSecurityException();
        for (String kind : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(bytes));
            } catch (GeneralSecurityException other) {
                last = other;
            }
        }
        throw last;
    }

    private static PushCoreException wrong() {
        return new PushCoreException(
                ErrorCode.BAD_OPTION, "a public key must be PEM of RSA or EC, BEGIN PUBLIC KEY or BEGIN CERTIFICATE");
    }
}
