package io.pushcore.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A value as it was answered: what is not there is 0, empty or has no members.
 *
 * @param text of a text, number or word; empty for others
 */
record Json(String text, Map<String, Json> members, List<Json> elements) {
    private static final Json NOTHING = new Json("", Map.of(), List.of());
    private static final JsonFactory JSON = JsonFactory.builder().build();

    static Json parse(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return read(parser);
        } catch (JacksonException wrong) {
            throw new IOException("no JSON: " + text, wrong);
        }
    }

    private static Json read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield new Json("", members, List.of());
            }
            case START_ARRAY -> {
                List<Json> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(read(parser));
                }
                yield new Json("", Map.of(), elements);
            }
            default -> new Json(parser.getString(), Map.of(), List.of());
        };
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    Json of(String name) {
        return members.getOrDefault(name, NOTHING);
    }

    long number(String name) {
        String digits = of(name).text;
        return digits.matches("-?[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }
}
