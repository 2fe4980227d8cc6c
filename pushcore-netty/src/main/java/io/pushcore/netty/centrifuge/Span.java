package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Payload;
import java.nio.ByteBuffer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One JSON value among the bytes that came, known to be well-formed. */
final class Span {
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final JsonToken first;

    private Span(byte[] bytes, int from, int to, JsonToken first) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.first = first;
    }

    /** The value that the parser comes to next, which it passes. */
    static Span next(JsonParser parser, byte[] bytes, int start) {
        JsonToken first = parser.nextToken();
        int from = start + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = start + (int) parser.currentLocation().getByteOffset();
        return new Span(bytes, from, to, first);
    }

    boolean is(JsonToken token) {
        return first == token;
    }

    /** The value as it came. */
    Payload payload() {
        return Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(bytes, from, to - from));
    }

    /** The fields of an object. */
    Fields fields() {
        return Fields.of(bytes, from, to);
    }

    /** The text that a string stands for. */
    String text() {
        try (JsonParser parser = JsonText.parser(bytes, from, to)) {
            parser.nextToken();
            return parser.getString();
        }
    }

    /** As it came, for numbers and for errors. */
    @Override
    public String toString() {
        return new String(bytes, from, to - from, UTF_8);
    }
}
