package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Checks that bytes are JSON, and finds the elements of an array in them; the bytes themselves are passed on. */
public final class JsonReader {
    /** Deeper ones end readers that recurse. */
    private static final int DEEPEST = 200;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonReader() {}

    /** One value and nothing else. */
    public static Payload value(ByteBuffer bytes) {
        byte[] copy = utf8(bytes);
        try (JsonParser parser = parser(copy)) {
            if (parser.nextToken() == null) {
                throw wrong("JSON must be one value, and not empty");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw wrong("JSON must be one value");
            }
        } catch (JacksonException broken) {
            throw wrong(broken.getOriginalMessage());
        }
        return Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(copy));
    }

    /** The elements of one array, each as it came. */
    public static List<Payload> elements(ByteBuffer bytes, int most) {
        byte[] copy = utf8(bytes);
        List<Payload> elements = new ArrayList<>();
        try (JsonParser parser = parser(copy)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw wrong("JSON must be an array");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (elements.size() == most) {
                    throw wrong("a batch must not have more than " + most + " messages");
                }
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int to = (int) parser.currentLocation().getByteOffset();
                elements.add(Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(copy, from, to - from)));
            }
            if (parser.nextToken() != null) {
                throw wrong("JSON must be one array");
            }
        } catch (JacksonException broken) {
            throw wrong(broken.getOriginalMessage());
        }
        return elements;
    }

    /** Reads UTF-8, with bounds for what could cost more than its bytes. */
    public static JsonParser parser(byte[] utf8) {
        return JSON.createParser(ObjectReadContext.empty(), utf8);
    }

    static byte[] utf8(ByteBuffer bytes) {
        boolean mark = bytes.remaining() >= 3
                && bytes.get(bytes.position()) == (byte) 0xEF
                && bytes.get(bytes.position() + 1) == (byte) 0xBB;
        if (mark || !Utf8.isValid(bytes, bytes.position(), bytes.limit())) {
            throw wrong("JSON must be UTF-8 without a byte order mark");
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, "this is not the JSON that was expected: " + sentence);
    }
}
