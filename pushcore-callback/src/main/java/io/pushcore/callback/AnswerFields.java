package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** The fields of an answer, of the kinds they must be. Those nobody knows are passed over. */
final class AnswerFields {
    private static final int DEEPEST = 32;
    private static final int MOST_GRANTS = 100;
    private static final int LONGEST_GRANT = 255;
    /** 4 KiB: each connection holds it, and presence shows it. */
    private static final int LONGEST_INFO = 4 << 10;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(20)
                    .build())
            .build();

    private final byte[] bytes;
    private final List<String> grants = new ArrayList<>();
    private @Nullable String user;
    private @Nullable Boolean allow;
    private @Nullable Long expiresIn;
    private String info = "";
    private String reason = "";

    private AnswerFields(byte[] bytes) {
        this.bytes = bytes;
    }

    static AnswerFields read(byte[] bytes) throws Unusable {
        AnswerFields fields = new AnswerFields(bytes);
        object(bytes, fields::field);
        return fields;
    }

    /** Whether it says that it was a success; null if it says nothing of it. The other fields may be of any kind. */
    static @Nullable Boolean success(byte[] bytes) throws Unusable {
        Boolean[] success = new Boolean[1];
        object(bytes, (name, parser) -> {
            if (name.equals("success")) {
                success[0] = truth(name, parser);
            } else {
                parser.skipChildren();
            }
        });
        return success[0];
    }

    /** Takes a field whose value stands next. */
    @FunctionalInterface
    private interface Taking {
        void take(String name, JsonParser parser) throws Unusable;
    }

    private static void object(byte[] bytes, Taking fields) throws Unusable {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Answer.notUnderstood("it is no object of JSON");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.take(name, parser);
            }
            if (parser.nextToken() != null) {
                throw Answer.notUnderstood("it is more than one object");
            }
        } catch (JacksonException broken) {
            // its own sentence shows parts of the text
            throw Answer.notUnderstood("it is no JSON, or too deep, or names something twice");
        }
    }

    private void field(String name, JsonParser parser) throws Unusable {
        switch (name) {
            case "user" -> user = text(name, parser);
            case "reason" -> reason = text(name, parser);
            case "info" -> info = info(parser);
            case "expires_in" -> expiresIn = seconds(parser);
            case "allow" -> allow = truth(name, parser);
            case "grants" -> grants(parser);
            default -> parser.skipChildren();
        }
    }

    private static String text(String name, JsonParser parser) throws Unusable {
        if (parser.currentToken() != JsonToken.VALUE_STRING || !Answer.isText(parser.getString())) {
            throw Answer.notUnderstood("its " + name + " is no text");
        }
        return parser.getString();
    }

    /** A text as it is, any other value as its JSON. */
    private String info(JsonParser parser) throws Unusable {
        String text;
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            text = "";
        } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
            text = text("info", parser);
        } else {
            int from = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int to = (int) parser.currentLocation().getByteOffset();
            text = new String(bytes, from, to - from, UTF_8);
        }
        if (text.length() > LONGEST_INFO) {
            throw Answer.notUnderstood("its info is longer than " + LONGEST_INFO);
        }
        return text;
    }

    private static @Nullable Long seconds(JsonParser parser) throws Unusable {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw Answer.notUnderstood("its expires_in is no whole number");
        }
        return parser.getLongValue();
    }

    private static Boolean truth(String name, JsonParser parser) throws Unusable {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw Answer.notUnderstood("its " + name + " is neither true nor false");
        };
    }

    private void grants(JsonParser parser) throws Unusable {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw Answer.notUnderstood("its grants are no array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String grant = text("grants", parser);
            if (grants.size() == MOST_GRANTS || grant.length() > LONGEST_GRANT) {
                throw Answer.notUnderstood("its grants are too many or too long");
            }
            grants.add(grant);
        }
    }

    @Nullable
    String user() {
        return user;
    }

    @Nullable
    Boolean allow() {
        return allow;
    }

    String info() {
        return info;
    }

    String reason() {
        return reason;
    }

    List<String> grants() {
        return grants;
    }

    boolean hasExpired() {
        return expiresIn != null && expiresIn <= 0;
    }

    /** What it says, at most so long. */
    Duration holdsFor(Duration most) {
        return expiresIn == null || expiresIn >= most.toSeconds() ? most : Duration.ofSeconds(expiresIn);
    }
}
