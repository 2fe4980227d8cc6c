package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of one JSON object: a value is read when it is asked for. A field that is null is as good as none. What is wrong
 * with a value is a {@link PushCoreException} that names its field.
 */
final class Fields {
    private static final Fields NONE = new Fields(Map.of(), 0);

    private static final int MOST_DIGITS = 19;
    private static final Payload NULL = Payload.json("null");

    private final Map<String, Span> spans;
    private final int length;

    private Fields(Map<String, Span> spans, int length) {
        this.spans = spans;
        this.length = length;
    }

    /**
     * The fields of the object that stands between two indexes.
     *
     * @throws PushCoreException if anything but one object stands there, or a name stands in it twice
     */
    static Fields of(byte[] bytes, int from, int to) {
        try (JsonParser parser = JsonText.parser(bytes, from, to)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("a JSON object must stand on each line");
            }
            Map<String, Span> spans = spans(parser, bytes, from);
            if (parser.nextToken() != null) {
                throw wrong("no more than one JSON object may stand on a line");
            }
            return new Fields(spans, to - from);
        } catch (JacksonException broken) {
            throw wrong("JSON cannot be read: " + Names.shown(broken.getOriginalMessage()));
        }
    }

    private static Map<String, Span> spans(JsonParser parser, byte[] bytes, int start) {
        Map<String, Span> spans = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (spans.put(name, Span.next(parser, bytes, start)) != null) {
                throw wrong("field must not stand in an object twice: " + Names.shown(name));
            }
        }
        return spans;
    }

    /** How many bytes it was read from. */
    int length() {
        return length;
    }

    /** The names of all fields, in their order. */
    Set<String> names() {
        return spans.keySet();
    }

    /** The text of a field; empty if there is none. */
    String text(String name) {
        Span span = of(name, JsonToken.VALUE_STRING, "a string");
        return span == null ? "" : span.text();
    }

    /** Whether a field is true. */
    boolean flag(String name) {
        Span span = spans.get(name);
        if (span != null && span.is(JsonToken.VALUE_TRUE)) {
            return true;
        }
        of(name, JsonToken.VALUE_FALSE, "true or false");
        return false;
    }

    /** A whole number from {@code least} to {@code most}, or 0 if there is none. */
    long number(String name, long least, long most) {
        Span span = of(name, JsonToken.VALUE_NUMBER_INT, "a whole number");
        if (span == null) {
            return 0;
        }
        String digits = span.toString();
        try {
            long number = digits.length() > MOST_DIGITS + 1 ? Long.MIN_VALUE : Long.parseLong(digits);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException tooLarge) {
            // said below
        }
        throw wrong(name + " must be from " + least + " to " + most + ": " + Names.shown(digits));
    }

    boolean isObject(String name) {
        Span span = spans.get(name);
        return span != null && span.is(JsonToken.START_OBJECT);
    }

    /** Refuses others, where a misspelt one would change what is meant. */
    void only(String... known) {
        for (String name : names()) {
            if (!List.of(known).contains(name)) {
                String others = known.length == 0 ? "" : ", only " + String.join(", ", known);
                throw wrong("no such field: " + Names.shown(name) + others);
            }
        }
    }

    /** The fields of an object in a field; those of an empty one if there is none. */
    Fields object(String name) {
        Span span = of(name, JsonToken.START_OBJECT, "an object");
        return span == null ? NONE : span.fields();
    }

    /** Any value as it came, also null, which stands for none. */
    Payload json(String name) {
        Span span = spans.get(name);
        return span == null ? NULL : span.payload();
    }

    /** Any value as it came, also null. */
    Payload needed(String name) {
        if (!spans.containsKey(name)) {
            throw wrong(name + " must be there");
        }
        return json(name);
    }

    private @Nullable Span of(String name, JsonToken token, String what) {
        Span span = spans.get(name);
        if (span == null || span.is(JsonToken.VALUE_NULL)) {
            return null;
        }
        if (!span.is(token)) {
            throw wrong(name + " must be " + what + ": " + Names.shown(span.toString()));
        }
        return span;
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }
}
