package io.pushcore.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens, right ones and wrong ones, by the JDK alone. */
final class Forge {
    static final String SECRET = "correct horse battery staple, twice over: correct horse battery staple";
    static final KeyPair RSA = rsa(2048);
    static final KeyPair POINT = point("secp256r1");

    private Forge() {}

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair point(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String hs256(String header, String claims) {
        return signed(header, claims, "HmacSHA256", SECRET.getBytes(UTF_8));
    }

    static String rs256(String header, String claims) {
        return signed(header, claims, "SHA256withRSA", RSA.getPrivate());
    }

    static String es256(String header, String claims) {
        return signed(header, claims, "SHA256withECDSAinP1363Format", POINT.getPrivate());
    }

    static String signed(String header, String claims, String algorithm, byte[] secret) {
        return signed(header, claims, algorithm, new SecretKeySpec(secret, algorithm));
    }

    static String signed(String header, String claims, String algorithm, Key key) {
        return signedText(b64(header) + "." + b64(claims), algorithm, key);
    }

    static String signedText(String text, String algorithm, Key key) {
        try {
            byte[] signature;
            if (key instanceof PrivateKey secret) {
                Signature signer = Signature.getInstance(algorithm);
                signer.initSign(secret);
                signer.update(text.getBytes(UTF_8));
                signature = signer.sign();
            } else {
                Mac mac = Mac.getInstance(algorithm);
                mac.init(key);
                signature = mac.doFinal(text.getBytes(UTF_8));
            }
            return text + "." + b64(signature);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String b64(String text) {
        return b64(text.getBytes(UTF_8));
    }

    static String b64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** A key of a JWKS. */
    static String jwk(String id, PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return "{\"kty\":\"RSA\",\"kid\":\"" + id + "\",\"n\":\""
                    + b64(unsigned(rsa.getModulus().toByteArray())) + "\",\"e\":\"AQAB\"}";
        }
        ECPublicKey point = (ECPublicKey) key;
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"" + id + "\",\"x\":\""
                + b64(wide(point.getW().getAffineX().toByteArray())) + "\",\"y\":\""
                + b64(wide(point.getW().getAffineY().toByteArray())) + "\"}";
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? java.util.Arrays.copyOfRange(number, 1, number.length) : number;
    }

    private static byte[] wide(byte[] number) {
        byte[] bare = unsigned(number);
        byte[] wide = new byte[32];
        System.arraycopy(bare, 0, wide, 32 - bare.length, bare.length);
        return wide;
    }

    /** Claims, or a header: names and JSON in turn, over those of another; JSON that is empty takes a name away. */
    static String json(Map<String, String> base, String... namesAndJson) {
        Map<String, String> fields = new LinkedHashMap<>(base);
        for (int i = 0; i < namesAndJson.length; i += 2) {
            if (namesAndJson[i + 1].isEmpty()) {
                fields.remove(namesAndJson[i]);
            } else {
                fields.put(namesAndJson[i], namesAndJson[i + 1]);
            }
        }
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
