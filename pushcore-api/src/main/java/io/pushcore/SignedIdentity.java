package io.pushcore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An identity that the application or a proxy in front signed, in a cookie or in a pair of headers. The text is
 * {@code USER.EXPIRES.SIGNATURE}: the user's name as in a URL, seconds since 1970, and HMAC-SHA256 over what stands before the last
 * dot, in hexadecimal. In headers the signature has one of its own. Immutable; usable from any thread.
 */
public final class SignedIdentity implements Authenticator {
    /** Of a key: as long as the digest, so that it cannot be guessed sooner than that. */
    public static final int LEAST_KEY_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    /** A name of {@link Names#MAX_BYTES}, each byte escaped, a number and a signature. */
    private static final int LONGEST = 3 * Names.MAX_BYTES + 80;

    private final List<SecretKeySpec> keys;
    private final Optional<String> cookie;
    private final Optional<String> header;
    private final Optional<String> signatureHeader;
    private final InstantSource clock;

    private SignedIdentity(
            List<SecretKeySpec> keys,
            Optional<String> cookie,
            Optional<String> header,
            Optional<String> signatureHeader,
            InstantSource clock) {
        this.keys = keys;
        this.cookie = cookie;
        this.header = header;
        this.signatureHeader = signatureHeader;
        this.clock = clock;
    }

    /**
     * Holds what one of these keys signed; the first one signs. Give the new key and the old one while keys change.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_OPTION} if there is none, or one of fewer than 32 bytes of UTF-8
     */
    public static SignedIdentity by(String key, String... olderKeys) {
        List<SecretKeySpec> specs = new ArrayList<>();
        specs.add(spec(key));
        for (String older : olderKeys) {
            specs.add(spec(older));
        }
        return new SignedIdentity(
                List.copyOf(specs), Optional.empty(), Optional.empty(), Optional.empty(), InstantSource.system());
    }

    /** Reads a cookie of this name. */
    public SignedIdentity inCookie(String name) {
        return new SignedIdentity(keys, Optional.of(name), header, signatureHeader, clock);
    }

    /** Reads {@code USER.EXPIRES} from one header and the signature from another. */
    public SignedIdentity inHeaders(String name, String nameOfSignature) {
        return new SignedIdentity(keys, cookie, Optional.of(lower(name)), Optional.of(lower(nameOfSignature)), clock);
    }

    /** Tells the time by another clock than the system's. */
    public SignedIdentity clock(InstantSource newClock) {
        return new SignedIdentity(keys, cookie, header, signatureHeader, newClock);
    }

    /** The text for the cookie. For headers it is cut at its last dot. */
    public String sign(String user, Instant expires) {
        String text = escaped(Names.user(user)) + "." + expires.getEpochSecond();
        return text + "." + HexFormat.of().formatHex(mac(keys.get(0), text));
    }

    @Override
    public CompletionStage<Identity> authenticate(Credentials credentials) {
        try {
            return CompletableFuture.completedFuture(verified(shown(credentials)));
        } catch (PushCoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private String shown(Credentials credentials) {
        String fromHeaders =
                header.map(name -> credentials.headers().getOrDefault(name, "")).orElse("");
        if (!fromHeaders.isEmpty()) {
            return fromHeaders + "."
                    + signatureHeader
                            .map(name -> credentials.headers().getOrDefault(name, ""))
                            .orElse("");
        }
        return cookie.map(name -> credentials.cookies().getOrDefault(name, "")).orElse("");
    }

    private Identity verified(String shown) {
        int signatureDot = shown.lastIndexOf('.');
        int expiresDot = shown.lastIndexOf('.', signatureDot - 1);
        if (shown.length() > LONGEST || expiresDot <= 0) {
            throw wrong();
        }
        String signed = shown.substring(0, signatureDot);
        if (!isSigned(signed, shown.substring(signatureDot + 1))) {
            throw wrong();
        }
        Instant expires = instant(signed.substring(expiresDot + 1));
        if (!expires.isAfter(clock.instant())) {
            throw new PushCoreException(ErrorCode.CREDENTIALS_EXPIRED, "the signed identity has expired");
        }
        return identity(signed.substring(0, expiresDot)).expires(expires);
    }

    /** Compares with all keys, whichever fits, so that the time tells nothing. */
    private boolean isSigned(String text, String signature) {
        byte[] given = signature.toLowerCase(Locale.ROOT).getBytes(UTF_8);
        boolean fits = false;
        for (SecretKeySpec key : keys) {
            byte[] right = HexFormat.of().formatHex(mac(key, text)).getBytes(US_ASCII);
            fits |= MessageDigest.isEqual(right, given);
        }
        return fits;
    }

    private static Instant instant(String seconds) {
        if (!seconds.matches("[0-9]{1,11}")) {
            throw wrong();
        }
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private static Identity identity(String escapedUser) {
        try {
            return Identity.of(Names.user(URLDecoder.decode(escapedUser.replace("+", "%2B"), UTF_8)));
        } catch (IllegalArgumentException | PushCoreException noName) {
            throw wrong();
        }
    }

    private static String escaped(String user) {
        StringBuilder text = new StringBuilder(user.length());
        for (byte one : user.getBytes(UTF_8)) {
            boolean plain = (one >= 'a' && one <= 'z')
                    || (one >= 'A' && one <= 'Z')
                    || (one >= '0' && one <= '9')
                    || "-._~".indexOf(one) >= 0;
            text.append(plain ? String.valueOf((char) one) : String.format(Locale.ROOT, "%%%02X", one & 0xFF));
        }
        return text.toString();
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException impossible) {
            // every Java platform has it
            throw new PushCoreException(ErrorCode.INTERNAL, "this Java has no " + ALGORITHM, impossible);
        }
    }

    private static SecretKeySpec spec(String key) {
        byte[] bytes = Objects.requireNonNull(key, "key").getBytes(UTF_8);
        if (bytes.length < LEAST_KEY_BYTES) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    "a key of SignedIdentity must have at least " + LEAST_KEY_BYTES + " bytes, it has " + bytes.length);
        }
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    private static String lower(String headerName) {
        return headerName.toLowerCase(Locale.ROOT);
    }

    private static PushCoreException wrong() {
        return new PushCoreException(ErrorCode.UNAUTHENTICATED, "the signed identity is wrong or missing");
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "SignedIdentity[cookie=" + cookie.orElse("") + ", header=" + header.orElse("") + "]";
    }
}
