package io.pushcore.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The mark by which nodes of one cluster know each other: the first half of an HMAC-SHA256. Usable from any thread. */
public final class Seal {
    /** The shortest key, in bytes of UTF-8. */
    public static final int MIN_KEY_BYTES = 16;

    /** The most that {@link #bytes()} can be. */
    static final int MARK_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private static final Seal NONE = new Seal(new byte[0]);

    private final byte[] key;
    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::mac);

    private Seal(byte[] key) {
        this.key = key;
    }

    /** Of a cluster without a key: whoever reaches the carrier is one of it. */
    public static Seal none() {
        return NONE;
    }

    /** Of a cluster with a key of {@link #MIN_KEY_BYTES} or more; a shorter one is refused. */
    public static Seal of(String key) {
        byte[] bytes = key.getBytes(UTF_8);
        if (bytes.length < MIN_KEY_BYTES) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    "clusterKey must have at least " + MIN_KEY_BYTES + " bytes, not " + bytes.length);
        }
        return new Seal(bytes);
    }

    /** Whether there is a key. */
    public boolean isKeyed() {
        return key.length > 0;
    }

    /** How many bytes longer what is sealed is. */
    public int bytes() {
        return isKeyed() ? MARK_BYTES : 0;
    }

    /** The bytes with the seal in front. */
    public byte[] seal(byte[] content) {
        if (!isKeyed()) {
            return content.clone();
        }
        byte[] sealed = new byte[MARK_BYTES + content.length];
        System.arraycopy(macs.get().doFinal(content), 0, sealed, 0, MARK_BYTES);
        System.arraycopy(content, 0, sealed, MARK_BYTES, content.length);
        return sealed;
    }

    /** The bytes without their seal; empty where that is not of this key. */
    public Optional<byte[]> open(byte[] sealed) {
        if (!isKeyed()) {
            return Optional.of(sealed.clone());
        }
        if (sealed.length < MARK_BYTES) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(sealed, MARK_BYTES, sealed.length);
        byte[] mark = Arrays.copyOf(macs.get().doFinal(content), MARK_BYTES);
        // takes as long whatever differs
        return MessageDigest.isEqual(mark, Arrays.copyOf(sealed, MARK_BYTES)) ? Optional.of(content) : Optional.empty();
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(ALGORITHM + " is there in every JDK", missing);
        }
    }
}
