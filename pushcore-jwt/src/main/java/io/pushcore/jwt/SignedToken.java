package io.pushcore.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.text.ParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A token taken apart, whose signature nobody has looked at yet. */
record SignedToken(JWSHeader header, TokenAlgorithm algorithm, String keyId, String signedText, Base64URL signature) {
    /** 8 KiB: what fits one header of a request. */
    static final int MOST_CHARACTERS = 8 << 10;

    private static final int MOST_KEY_ID_CHARACTERS = 256;

    /** An access token of OAuth says {@code at+jwt}; a token of another purpose must not pass for one of ours. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

    /** @throws WrongToken with what is wrong about it */
    static SignedToken of(String text) throws WrongToken {
        if (text.isEmpty()) {
            throw new WrongToken("there is no token");
        }
        if (text.length() > MOST_CHARACTERS) {
            throw new WrongToken("it is longer than " + MOST_CHARACTERS + " characters");
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw new WrongToken("it is not three parts");
        }
        JWSHeader header = header(parts[0]);
        TokenAlgorithm algorithm = TokenAlgorithm.of(header.getAlgorithm())
                .orElseThrow(() -> new WrongToken("its algorithm is none of those there are"));
        String keyId = header.getKeyID() == null ? "" : header.getKeyID();
        if (keyId.length() > MOST_KEY_ID_CHARACTERS) {
            throw new WrongToken("its kid is too long");
        }
        decoded(parts[1]);
        decoded(parts[2]);
        return new SignedToken(header, algorithm, keyId, parts[0] + "." + parts[1], new Base64URL(parts[2]));
    }

    byte[] signedBytes() {
        return signedText.getBytes(US_ASCII);
    }

    /** What it says; only of a token whose signature was verified. */
    Claims claims() throws WrongToken {
        return new Claims(object(decoded(signedText.substring(signedText.indexOf('.') + 1))));
    }

    private static JWSHeader header(String part) throws WrongToken {
        Map<String, Object> fields = object(decoded(part));
        // whoever must understand it does not: to ignore it would be to read another token than was meant
        for (String field : new String[] {"crit", "b64", "zip"}) {
            if (fields.containsKey(field)) {
                throw new WrongToken("its header holds " + field);
            }
        }
        try {
            JWSHeader header = JWSHeader.parse(fields);
            if (header.getType() != null
                    && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
                throw new WrongToken("it is of another type");
            }
            if (header.getContentType() != null) {
                throw new WrongToken("what it holds is not claims");
            }
            return header;
        } catch (ParseException | IllegalArgumentException unreadable) {
            throw new WrongToken("its header cannot be read");
        }
    }

    private static Map<String, Object> object(byte[] json) throws WrongToken {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
            @Nullable Map<String, Object> object = JSONObjectUtils.parse(text);
            if (object != null) {
                return object;
            }
        } catch (CharacterCodingException | ParseException unreadable) {
            throw new WrongToken("it is not JSON in UTF-8");
        }
        throw new WrongToken("it is not a JSON object");
    }

    /** Each token has one form only: nothing is skipped, and no bits are left over. */
    private static byte[] decoded(String part) throws WrongToken {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (bytes.length > 0
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes)
                            .equals(part)) {
                return bytes;
            }
        } catch (IllegalArgumentException unreadable) {
            throw new WrongToken("it is not base64url");
        }
        throw new WrongToken("it is not base64url in its one form");
    }

    /** Without what could be used. */
    @Override
    public String toString() {
        return "SignedToken[" + algorithm + "]";
    }
}
