package io.pushcore.netty.ipush;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** A message of a client, as its JSON says it; what it does not name is empty. Keys that it does not know are passed over. */
final class IpushMessage {
    /** What is deeper is nobody's message: all keys have plain values. */
    private static final int DEEPEST = 32;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(1_000)
                    .build())
            .build();

    private static final long NONE = -1;

    private long type = NONE;
    private long seq = NONE;
    private String to = "";
    private String from = "";
    private String user = "";
    private String channel = "";
    private String body = "";

    private IpushMessage() {}

    /** Reads one; refused if it is not one object of JSON whose known keys have the values they must. */
    static IpushMessage read(ByteBuffer bytes) {
        if (!Utf8.isValid(bytes, bytes.position(), bytes.limit())) {
            throw wrong("it is not UTF-8");
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        IpushMessage message = new IpushMessage();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), copy)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("it is not an object of JSON");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                message.take(key, parser);
            }
            if (parser.nextToken() != null) {
                throw wrong("something follows the object");
            }
        } catch (JacksonException broken) {
            throw wrong(broken.getOriginalMessage());
        }
        return message;
    }

    private void take(String key, JsonParser parser) {
        switch (key) {
            case "y" -> type = number(key, parser);
            case "s" -> seq = number(key, parser);
            case "l" -> number(key, parser);
            case "t" -> to = text(key, parser);
            case "f" -> from = text(key, parser);
            case "u" -> user = text(key, parser);
            case "c" -> channel = text(key, parser);
            case "b" -> body = text(key, parser);
            default -> parser.skipChildren();
        }
    }

    private static long number(String key, JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrong(key + " must be a whole number");
        }
        String digits = parser.getString();
        if (digits.length() > 18 || digits.startsWith("-")) {
            throw wrong(key + " must be from 0 to 999999999999999999: " + Names.shown(digits));
        }
        return Long.parseLong(digits);
    }

    private static String text(String key, JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(key + " must be a string");
        }
        return parser.getString();
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, "this is no message: " + sentence);
    }

    /** What it is: y. */
    long type() {
        return type;
    }

    /** The number it acknowledges: s. */
    long seq() {
        if (seq == NONE) {
            throw wrong("s is missing");
        }
        return seq;
    }

    /** The user it is for: t. */
    String to() {
        return needed("t", to);
    }

    /** The user it says it comes from: f. */
    String from() {
        return from;
    }

    /** The user it is about: u. */
    String user() {
        return user;
    }

    /** The channel it is about or for: c. */
    String channel() {
        return needed("c", channel);
    }

    /** What is sent: b. */
    String body() {
        return needed("b", body);
    }

    private static String needed(String key, String value) {
        if (value.isEmpty()) {
            throw wrong(key + " is missing or empty");
        }
        return value;
    }
}
