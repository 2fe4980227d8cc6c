package io.pushcore.netty.minipush;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** The fields of one object of JSON, or the elements of one array, each as it came. What is null is not there; of two fields of a name the last counts. */
final class JsonValues {
    private static final int DEEPEST = 32;
    private static final int MOST_DIGITS = 18;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(1_000)
                    .build())
            .build();

    private final Map<String, Value> fields = new LinkedHashMap<>();
    private final List<Value> elements = new ArrayList<>();

    private JsonValues() {}

    /** @param text of a string what it stands for, of a number its digits */
    record Value(JsonToken token, String text, String raw) {}

    /** Reads one object and nothing else. */
    static JsonValues object(String json) {
        return read(json.getBytes(UTF_8), JsonToken.START_OBJECT, "an object");
    }

    static JsonValues object(byte[] utf8) {
        return read(utf8, JsonToken.START_OBJECT, "an object");
    }

    private static JsonValues read(byte[] utf8, JsonToken begin, String what) {
        if (!Utf8.isValid(ByteBuffer.wrap(utf8), 0, utf8.length)) {
            throw wrong("it is not UTF-8");
        }
        JsonValues values = new JsonValues();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), utf8)) {
            if (parser.nextToken() != begin) {
                throw wrong("it is not " + what + " of JSON");
            }
            for (JsonToken next = parser.nextToken(); !next.isStructEnd(); next = parser.nextToken()) {
                if (next == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    values.fields.put(name, value(parser, utf8));
                } else {
                    values.elements.add(value(parser, utf8));
                }
            }
            if (parser.nextToken() != null) {
                throw wrong("something follows the value");
            }
        } catch (JacksonException broken) {
            throw wrong(Names.shown(broken.getOriginalMessage()));
        }
        return values;
    }

    private static Value value(JsonParser parser, byte[] utf8) {
        JsonToken token = parser.currentToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        boolean isPlain = token == JsonToken.VALUE_STRING || token.isNumeric();
        String text = isPlain ? parser.getString() : "";
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return new Value(token, text, new String(utf8, from, to - from, UTF_8).strip());
    }

    static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }

    /** A field; empty if it is not there. */
    Optional<Value> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> value.token != JsonToken.VALUE_NULL);
    }

    /** An object within; empty if it is not there. */
    Optional<JsonValues> within(String name) {
        return field(name).map(value -> object(value.raw));
    }

    /** A whole number, or 0 where it is not there. */
    long number(String name) {
        Optional<Value> value = field(name);
        if (value.isEmpty()) {
            return 0;
        }
        if (value.get().token != JsonToken.VALUE_NUMBER_INT || value.get().text.length() > MOST_DIGITS) {
            throw wrong(name + " must be a whole number of at most " + MOST_DIGITS + " digits");
        }
        return Long.parseLong(value.get().text);
    }

    /** Whether it is there and true. */
    boolean flag(String name) {
        JsonToken token = field(name).map(Value::token).orElse(JsonToken.VALUE_FALSE);
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw wrong(name + " must be true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** A string, or empty where it is not there. */
    String text(String name) {
        Optional<Value> value = field(name);
        if (value.isPresent() && value.get().token != JsonToken.VALUE_STRING) {
            throw wrong(name + " must be a string");
        }
        return value.map(Value::text).orElse("");
    }

    /** A user, as a number or a string; empty where it is not there. */
    String user(String name) {
        return field(name).map(value -> user(name, value)).orElse("");
    }

    /** Users, none where it is not there. */
    List<String> users(String name) {
        Optional<Value> value = field(name);
        if (value.isEmpty()) {
            return List.of();
        }
        List<Value> users = read(value.get().raw.getBytes(UTF_8), JsonToken.START_ARRAY, "an array").elements;
        return users.stream().map(one -> user(name, one)).toList();
    }

    private static String user(String name, Value value) {
        boolean isWhole = value.token == JsonToken.VALUE_NUMBER_INT && value.text.length() <= MOST_DIGITS;
        if (!isWhole && (value.token != JsonToken.VALUE_STRING || value.text.isEmpty())) {
            throw wrong(name + " must be a user: a whole number, or a string");
        }
        return isWhole ? String.valueOf(Long.parseLong(value.text)) : value.text;
    }
}
