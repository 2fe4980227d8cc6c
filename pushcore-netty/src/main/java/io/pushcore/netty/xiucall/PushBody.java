package io.pushcore.netty.xiucall;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.JsonReader;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The body of a push: {@code {"send_id","channel":[…],"recv_id":[…],"data":…}}. What is null or empty is missing; of two fields of a name the last counts. */
final class PushBody {
    private static final int MOST = 10_000;

    private String sender = "";
    private String labels = "";
    private List<String> receivers = List.of();
    private @Nullable Payload data;
    private final List<String> errors = new ArrayList<>(0);

    private PushBody() {}

    /** Empty if it is no object of JSON. */
    static @Nullable PushBody of(ByteBuffer bytes) {
        if (!Utf8.isValid(bytes, bytes.position(), bytes.limit())) {
            return null;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        PushBody body = new PushBody();
        try (JsonParser parser = JsonReader.parser(copy)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                body.take(name, parser, copy);
            }
            return parser.nextToken() == null ? body.checked() : null;
        } catch (JacksonException broken) {
            return null;
        }
    }

    private void take(String name, JsonParser parser, byte[] bytes) {
        switch (name) {
            case "send_id" -> sender = String.join("", texts(name, parser));
            case "channel" -> {
                boolean isArray = parser.currentToken() == JsonToken.START_ARRAY;
                List<String> texts = texts(name, parser);
                labels = texts.isEmpty() ? "" : isArray ? array(texts) : XiucallAnswers.quoted(texts.get(0));
            }
            case "recv_id" -> receivers = texts(name, parser);
            case "data" -> data = value(parser, bytes);
            default -> parser.skipChildren();
        }
    }

    /** One text or several; numbers by their digits. */
    private List<String> texts(String name, JsonParser parser) {
        List<String> texts = new ArrayList<>();
        if (parser.currentToken() == JsonToken.START_ARRAY && !name.equals("send_id")) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                text(name, parser, texts);
            }
        } else {
            text(name, parser, texts);
        }
        return texts;
    }

    private void text(String name, JsonParser parser, List<String> texts) {
        JsonToken token = parser.currentToken();
        if (texts.size() == MOST) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, name + " must not have more than " + MOST);
        }
        if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
            String text = parser.getString();
            if (!text.isEmpty()) {
                texts.add(text);
            }
        } else if (token != JsonToken.VALUE_NULL) {
            parser.skipChildren();
            wrong("Property " + name + " must be text.");
        }
    }

    private static String array(List<String> texts) {
        return "[" + String.join(",", texts.stream().map(XiucallAnswers::quoted).toList()) + "]";
    }

    private static @Nullable Payload value(JsonParser parser, byte[] bytes) {
        boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return isNull ? null : Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(bytes, from, to - from));
    }

    private PushBody checked() {
        required("send_id", sender.isEmpty());
        required("channel", labels.isEmpty());
        required("recv_id", receivers.isEmpty());
        required("data", data == null);
        return this;
    }

    private void required(String name, boolean isMissing) {
        if (isMissing) {
            wrong("Property " + name + " required.");
        }
    }

    private void wrong(String sentence) {
        String quoted = XiucallAnswers.quoted(sentence);
        if (!errors.contains(quoted)) {
            errors.add(quoted);
        }
    }

    /** What is wrong with it, each as JSON. */
    List<String> errors() {
        return errors;
    }

    String sender() {
        return sender;
    }

    /** The labels of the message, as JSON. */
    String labels() {
        return labels;
    }

    List<String> receivers() {
        return receivers;
    }

    Payload data() {
        Payload known = data;
        if (known == null) {
            throw new IllegalStateException("there is none");
        }
        return known;
    }
}
