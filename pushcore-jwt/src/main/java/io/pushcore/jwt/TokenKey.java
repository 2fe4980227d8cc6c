package io.pushcore.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A key that tells right tokens from wrong ones, with the algorithms it is used with and no others. */
public final class TokenKey {
    private final String id;
    private final Set<TokenAlgorithm> algorithms;
    private final JWSVerifier verifier;

    private TokenKey(String id, Set<TokenAlgorithm> algorithms, JWSVerifier verifier) {
        this.id = id;
        this.algorithms = algorithms;
        this.verifier = verifier;
    }

    /**
     * A secret that is shared with who makes the tokens: the bytes of a text in UTF-8.
     *
     * @param algorithms of those with a secret; none for all that it is long enough for
     * @throws PushCoreException {@link ErrorCode#BAD_OPTION} where it is shorter than 32 bytes (HS256), 48 (HS384), 64 (HS512)
     */
    public static TokenKey secret(String secret, TokenAlgorithm... algorithms) {
        return secret(secret.getBytes(UTF_8), algorithms);
    }

    /** The same, of bytes. */
    public static TokenKey secret(byte[] secret, TokenAlgorithm... algorithms) {
        Set<TokenAlgorithm> chosen = chosen(
                algorithms,
                algorithm ->
                        algorithm.kind() == TokenAlgorithm.Kind.SECRET && secret.length >= algorithm.leastKeyBytes(),
                "a token secret of " + secret.length + " bytes is too short: HS256 needs 32, HS384 48, HS512 64");
        try {
            return new TokenKey("", chosen, new MACVerifier(secret));
        } catch (JOSEException refused) {
            throw wrong("the token secret cannot be used");
        }
    }

    /**
     * A public key in PEM: {@code BEGIN PUBLIC KEY} or {@code BEGIN CERTIFICATE}, of which only the key is used.
     *
     * @param algorithms of those with such a key; none for all that fit it
     * @throws PushCoreException {@link ErrorCode#BAD_OPTION} where it is none, RSA of less than 2048 bits, or on another curve than
     *     P-256, P-384, P-521
     */
    public static TokenKey pem(String pem, TokenAlgorithm... algorithms) {
        return publicKey(Pem.publicKey(pem), algorithms);
    }

    /** The same, of a key that was read already. */
    public static TokenKey publicKey(PublicKey key, TokenAlgorithm... algorithms) {
        try {
            if (key instanceof RSAPublicKey rsa) {
                int bits = rsa.getModulus().bitLength();
                Set<TokenAlgorithm> chosen = chosen(
                        algorithms,
                        algorithm ->
                                algorithm.kind() == TokenAlgorithm.Kind.RSA && bits >= algorithm.leastKeyBytes() * 8,
                        "an RSA key of " + bits + " bits must have at least 2048, and an algorithm of RS or PS");
                return new TokenKey("", chosen, new RSASSAVerifier(rsa));
            }
            if (key instanceof ECPublicKey point) {
                Curve curve = Curve.forECParameterSpec(point.getParams());
                Set<TokenAlgorithm> chosen = chosen(
                        algorithms,
                        algorithm -> curve != null && algorithm.isOn(curve),
                        "an EC key must be on P-256 (ES256), P-384 (ES384) or P-521 (ES512)");
                return new TokenKey("", chosen, new ECDSAVerifier(point));
            }
        } catch (JOSEException refused) {
            throw wrong("the public key cannot be used");
        }
        throw wrong("a public key must be RSA or EC: " + Names.shown(key.getAlgorithm()));
    }

    /** The same key with the name that tokens call it by ({@code kid}). */
    public TokenKey id(String newId) {
        return new TokenKey(newId, algorithms, verifier);
    }

    /** Empty if it has none. */
    String id() {
        return id;
    }

    boolean isFor(TokenAlgorithm algorithm) {
        return algorithms.contains(algorithm);
    }

    /** Whether it signed this, with the algorithm that the token names. */
    boolean signed(SignedToken token) {
        try {
            return isFor(token.algorithm()) && verifier.verify(token.header(), token.signedBytes(), token.signature());
        } catch (JOSEException refused) {
            return false;
        }
    }

    private static Set<TokenAlgorithm> chosen(
            TokenAlgorithm[] asked, Predicate<TokenAlgorithm> fits, String otherwise) {
        List<TokenAlgorithm> wanted = asked.length == 0 ? List.of(TokenAlgorithm.values()) : List.of(asked);
        Set<TokenAlgorithm> chosen = EnumSet.noneOf(TokenAlgorithm.class);
        wanted.stream().filter(fits).forEach(chosen::add);
        if (chosen.isEmpty() || (asked.length > 0 && !chosen.containsAll(wanted))) {
            throw wrong(otherwise);
        }
        return chosen;
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_OPTION, sentence);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "TokenKey[" + Names.shown(id) + " " + algorithms + "]";
    }
}
