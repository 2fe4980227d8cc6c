package io.pushcore.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.pushcore.PushCoreException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JWKS: JSON with keys, of which those are taken that can be used; an error text holds nothing of it. */
final class KeySet {
    /** 1 MiB. */
    static final int MOST_BYTES = 1 << 20;

    private static final int MOST_KEYS = 100;

    private KeySet() {}

    /**
     * Reads the keys.
     *
     * @param secrets whether secrets may stand among them: in a file, never at an address
     * @throws ParseException if it is no set of keys; its message is ours
     */
    static List<TokenKey> parse(byte[] json, boolean secrets) throws ParseException {
        Map<String, Object> object = object(json);
        if (!(object.get("keys") instanceof List<?> entries)) {
            throw new ParseException("there are no keys in it", 0);
        }
        if (entries.size() > MOST_KEYS) {
            throw new ParseException("there are more than " + MOST_KEYS + " keys in it", 0);
        }
        List<TokenKey> keys = new ArrayList<>();
        for (Object entry : entries) {
            key(entry, secrets).ifPresent(keys::add);
        }
        return List.copyOf(keys);
    }

    private static Map<String, Object> object(byte[] json) throws ParseException {
        try {
            Map<String, Object> object = JSONObjectUtils.parse(new String(json, UTF_8), MOST_BYTES);
            if (object != null) {
                return object;
            }
        } catch (ParseException unreadable) {
            throw new ParseException("it is not a JSON object", 0);
        }
        throw new ParseException("it is not a JSON object", 0);
    }

    @SuppressWarnings("unchecked") // the names of a JSON object are strings
    private static Optional<TokenKey> key(Object entry, boolean secrets) {
        if (!(entry instanceof Map<?, ?> fields)) {
            return Optional.empty();
        }
        try {
            JWK key = JWK.parse((Map<String, Object>) fields);
            if (!isToVerify(key)) {
                return Optional.empty();
            }
            TokenAlgorithm[] algorithms = key.getAlgorithm() == null
                    ? new TokenAlgorithm[0]
                    : new TokenAlgorithm[] {
                        TokenAlgorithm.valueOf(key.getAlgorithm().getName())
                    };
            return of(key, secrets, algorithms).map(known -> known.id(key.getKeyID() == null ? "" : key.getKeyID()));
        } catch (ParseException | JOSEException | IllegalArgumentException | PushCoreException unusable) {
            // other keys of the set may be right
            return Optional.empty();
        }
    }

    private static Optional<TokenKey> of(JWK key, boolean secrets, TokenAlgorithm... algorithms) throws JOSEException {
        if (key instanceof RSAKey rsa) {
            return Optional.of(TokenKey.publicKey(rsa.toRSAPublicKey(), algorithms));
        }
        if (key instanceof ECKey point) {
            return Optional.of(TokenKey.publicKey(point.toECPublicKey(), algorithms));
        }
        return secrets && key instanceof OctetSequenceKey secret
                ? Optional.of(TokenKey.secret(secret.toByteArray(), algorithms))
                : Optional.empty();
    }

    private static boolean isToVerify(JWK key) {
        return (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
    }
}
