package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file in PEM, as it was when it was read. Its failures name the file and say nothing of what is in it. Immutable. */
final class PemFile {
    /** 1 MiB: no chain and no list of trusted certificates is longer. */
    private static final int MOST_BYTES = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> KEYS = List.of("RSA", "EC", "EdDSA");

    private final Path path;
    private final String text;

    private PemFile(Path path, String text) {
        this.path = path;
        this.text = text;
    }

    static PemFile read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw wrong(path, "is too long for a PEM file");
            }
            return new PemFile(path, new String(bytes, ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw wrong(path, "does not exist");
        } catch (IOException e) {
            throw wrong(path, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    byte[] bytes() {
        return text.getBytes(ISO_8859_1);
    }

    /** All certificates, in their order; at least one. */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            if (block.group(1).equals("CERTIFICATE")) {
                certificates.add(certificate(decoded(block.group(2))));
            }
        }
        if (certificates.isEmpty()) {
            throw wrong("has no certificate in PEM");
        }
        return certificates;
    }

    private X509Certificate certificate(byte[] der) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException broken) {
            throw wrong("has a certificate that cannot be read");
        }
    }

    PrivateKey privateKey() {
        String found = "";
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            if (block.group(1).equals("PRIVATE KEY")) {
                return privateKey(decoded(block.group(2)));
            }
            found = block.group(1).endsWith("PRIVATE KEY") ? block.group(1) : found;
        }
        throw wrong(
                found.isEmpty()
                        ? "has no private key in PEM"
                        : "has its key as " + found.toLowerCase(Locale.ROOT)
                                + "; it must be PKCS#8 without a passphrase: openssl pkcs8 -topk8 -nocrypt makes it so");
    }

    private PrivateKey privateKey(byte[] der) {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        return KEYS.stream()
                .flatMap(algorithm -> privateKey(algorithm, spec).stream())
                .findFirst()
                .orElseThrow(() -> wrong("has a private key that is neither RSA, EC nor EdDSA, or is broken"));
    }

    private static Optional<PrivateKey> privateKey(String algorithm, PKCS8EncodedKeySpec spec) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    private byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException broken) {
            throw wrong("is broken PEM");
        }
    }

    PushCoreException wrong(String what) {
        return wrong(path, what);
    }

    private static PushCoreException wrong(Path path, String what) {
        return new PushCoreException(ErrorCode.BAD_OPTION, "TLS file " + path + " " + what);
    }
}
