package io.pushcore.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value as it was answered: what is not there is 0, empty or has no members.
 *
 * @param text of a text or number; empty for others
 */
record JsonValue(String text, Map<String, JsonValue> members, List<JsonValue> elements) {
    private static final JsonValue NOTHING = new JsonValue("", Map.of(), List.of());
    private static final JsonFactory JSON = JsonFactory.builder().build();

    /** An object; empty if the text is none. */
    static Optional<JsonValue> parse(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? Optional.of(read(parser)) : Optional.empty();
        } catch (JacksonException wrong) {
            return Optional.empty();
        }
    }

    private static JsonValue read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            default -> new JsonValue(parser.getString(), Map.of(), List.of());
        };
    }

    private static JsonValue object(JsonParser parser) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, read(parser));
        }
        return new JsonValue("", members, List.of());
    }

    private static JsonValue array(JsonParser parser) {
        List<JsonValue> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(parser));
        }
        return new JsonValue("", Map.of(), elements);
    }

    JsonValue of(String name) {
        return members.getOrDefault(name, NOTHING);
    }

    long number(String name) {
        String digits = of(name).text;
        return digits.matches("-?[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }
}
