package io.pushcore.netty.http;

import io.pushcore.Names;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The fields of the JSON object that a body is. What is wrong with one is a {@link PushCoreException} that names it. */
public final class JsonFields {
    private static final int MOST_DIGITS = 19;

    private final Map<String, Field> fields;

    /** @param text what a string stands for, or the digits of a number */
    private record Field(JsonToken token, String text, Payload value) {}

    private JsonFields(Map<String, Field> fields) {
        this.fields = fields;
    }

    /**
     * The fields of one object and nothing else.
     *
     * @param known the names it may have: another could be one of these, misspelt
     */
    public static JsonFields of(ByteBuffer bytes, String... known) {
        byte[] copy = JsonReader.utf8(bytes);
        try (JsonParser parser = JsonReader.parser(copy)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw JsonReader.wrong("an object with " + String.join(", ", known));
            }
            Map<String, Field> fields = new HashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (!List.of(known).contains(name)) {
                    throw JsonReader.wrong(
                            "no such field: " + Names.shown(name) + ", only " + String.join(", ", known));
                }
                if (fields.put(name, field(parser, copy)) != null) {
                    throw JsonReader.wrong("field must not stand in an object twice: " + name);
                }
            }
            if (parser.nextToken() != null) {
                throw JsonReader.wrong("one object");
            }
            return new JsonFields(fields);
        } catch (JacksonException broken) {
            throw JsonReader.wrong(Names.shown(broken.getOriginalMessage()));
        }
    }

    private static Field field(JsonParser parser, byte[] bytes) {
        JsonToken token = parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        boolean isPlain = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT;
        String text = isPlain ? parser.getString() : "";
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return new Field(token, text, Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(bytes, from, to - from)));
    }

    /** The text of a field, which must be there and not be empty. */
    public String text(String name) {
        Field field = of(name, JsonToken.VALUE_STRING, "a string");
        if (field == null || field.text.isEmpty()) {
            throw JsonReader.wrong(name + " must be there");
        }
        return field.text;
    }

    /** A whole number from 1, which must be there. */
    public long number(String name) {
        Field field = of(name, JsonToken.VALUE_NUMBER_INT, "a whole number");
        if (field == null) {
            throw JsonReader.wrong(name + " must be there");
        }
        return number(name, field.text);
    }

    /** A whole number from 1, or another if there is none. */
    public long number(String name, long otherwise) {
        return fields.containsKey(name) ? number(name) : otherwise;
    }

    private static long number(String name, String digits) {
        try {
            long number = digits.length() > MOST_DIGITS ? 0 : Long.parseLong(digits);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException tooLarge) {
            // said below
        }
        throw JsonReader.wrong(name + " must be from 1 to " + Long.MAX_VALUE + ": " + Names.shown(digits));
    }

    /** Whether a field is there and true. */
    public boolean flag(String name) {
        Field field = fields.get(name);
        if (field != null && field.token == JsonToken.VALUE_TRUE) {
            return true;
        }
        of(name, JsonToken.VALUE_FALSE, "true or false");
        return false;
    }

    /** The strings of an array, which must be there. */
    public List<String> texts(String name, int most) {
        Field field = of(name, JsonToken.START_ARRAY, "an array of strings");
        if (field == null) {
            throw JsonReader.wrong(name + " must be there");
        }
        List<String> texts = new ArrayList<>();
        try (JsonParser parser = JsonReader.parser(field.value.bytes())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.VALUE_STRING && texts.size() <= most) {
                texts.add(parser.getString());
            }
            if (parser.currentToken() != JsonToken.END_ARRAY || texts.size() > most) {
                throw JsonReader.wrong(name + " must be an array of strings, at most " + most);
            }
        }
        return texts;
    }

    /** Any value as it came, which must be there. */
    public Payload json(String name) {
        Field field = fields.get(name);
        if (field == null) {
            throw JsonReader.wrong(name + " must be there");
        }
        return field.value;
    }

    private @Nullable Field of(String name, JsonToken token, String what) {
        Field field = fields.get(name);
        if (field != null && field.token != token) {
            throw JsonReader.wrong(name + " must be " + what);
        }
        return field;
    }
}
