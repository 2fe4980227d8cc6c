package io.pushcore.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import java.util.Optional;

/** How a token is signed; the names are those of its header. */
public enum TokenAlgorithm {
    HS256(Kind.SECRET, 32),
    HS384(Kind.SECRET, 48),
    HS512(Kind.SECRET, 64),
    RS256(Kind.RSA, 256),
    RS384(Kind.RSA, 256),
    RS512(Kind.RSA, 256),
    PS256(Kind.RSA, 256),
    PS384(Kind.RSA, 256),
    PS512(Kind.RSA, 256),
    ES256(Kind.CURVE, 32),
    ES384(Kind.CURVE, 48),
    ES512(Kind.CURVE, 66);

    /** What kind of key it takes. */
    enum Kind {
        SECRET,
        RSA,
        CURVE
    }

    private final Kind kind;
    private final int leastKeyBytes;

    TokenAlgorithm(Kind kind, int leastKeyBytes) {
        this.kind = kind;
        this.leastKeyBytes = leastKeyBytes;
    }

    Kind kind() {
        return kind;
    }

    /** The least length of a secret, or of the modulus of an RSA key. */
    int leastKeyBytes() {
        return leastKeyBytes;
    }

    /** Whether a key on this curve is one for it. */
    boolean isOn(Curve curve) {
        return switch (this) {
            case ES256 -> curve.equals(Curve.P_256);
            case ES384 -> curve.equals(Curve.P_384);
            case ES512 -> curve.equals(Curve.P_521);
            default -> false;
        };
    }

    /** The one of a header's name, if it is one of these to the letter. */
    static Optional<TokenAlgorithm> of(JWSAlgorithm named) {
        for (TokenAlgorithm algorithm : values()) {
            if (algorithm.name().equals(named.getName())) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
