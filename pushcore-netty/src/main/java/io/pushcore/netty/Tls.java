package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * TLS 1.2 and 1.3 for a port, by files in PEM which are read again when they change: connections that are open go on, new ones get
 * what the files say then. Immutable: each option gives a changed copy.
 */
public final class Tls {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration HANDSHAKE_WITHIN = Duration.ofSeconds(9);
    private static final int HANDSHAKES = 1_000;

    private final Path certificateChain;
    private final Path privateKey;
    private final Optional<Path> trusted;
    private final int handshakes;
    private final Duration handshakeWithin;
    private final Duration lookEvery;

    private Tls(
            Path certificateChain,
            Path privateKey,
            Optional<Path> trusted,
            int handshakes,
            Duration handshakeWithin,
            Duration lookEvery) {
        this.certificateChain = certificateChain;
        this.privateKey = privateKey;
        this.trusted = trusted;
        this.handshakes = handshakes;
        this.handshakeWithin = handshakeWithin;
        this.lookEvery = lookEvery;
    }

    /**
     * With the server's certificate.
     *
     * @param certificateChain the certificate, then those that lead from it to one that clients trust
     * @param privateKey its key as PKCS#8 without a passphrase: {@code BEGIN PRIVATE KEY}
     */
    public static Tls files(Path certificateChain, Path privateKey) {
        return new Tls(certificateChain, privateKey, Optional.empty(), HANDSHAKES, HANDSHAKE_WITHIN, LOOK_EVERY);
    }

    /**
     * Lets only clients in that show a certificate which one of these has signed. The authenticator sees whose it is, see
     * {@link io.pushcore.Credentials#subject}.
     */
    public Tls clientCertificates(Path newTrusted) {
        return new Tls(certificateChain, privateKey, Optional.of(newTrusted), handshakes, handshakeWithin, lookEvery);
    }

    /**
     * How many handshakes may be under way on the port. Beyond it the one that has taken longest is closed. 1,000 unless said, in
     * equal shares for all lanes.
     */
    public Tls handshakes(int most) {
        if (most < 1) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "handshakes must be positive: " + most);
        }
        return new Tls(certificateChain, privateKey, trusted, most, handshakeWithin, lookEvery);
    }

    /** With other times than the usual ones. */
    Tls times(Duration newHandshakeWithin, Duration newLookEvery) {
        return new Tls(certificateChain, privateKey, trusted, handshakes, newHandshakeWithin, newLookEvery);
    }

    Path certificateChain() {
        return certificateChain;
    }

    Path privateKey() {
        return privateKey;
    }

    Optional<Path> trusted() {
        return trusted;
    }

    int handshakes() {
        return handshakes;
    }

    Duration handshakeWithin() {
        return handshakeWithin;
    }

    Duration lookEvery() {
        return lookEvery;
    }

    List<Path> files() {
        return Stream.concat(Stream.of(certificateChain, privateKey), trusted.stream())
                .toList();
    }
}
