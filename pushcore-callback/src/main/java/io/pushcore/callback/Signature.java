package io.pushcore.callback;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 over several parts. */
final class Signature {
    static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    static byte[] of(SecretKeySpec key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            // every Java platform has it
            throw new IllegalStateException(impossible);
        }
    }
}
