package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The payloads in the body of a {@code POST}, by its content type. */
public final class PublishBody {
    /** As many as a page of history can have. */
    static final int MOST_MESSAGES = 10_000;

    static final String LINES = "application/x-ndjson";

    private PublishBody() {}

    /** The one payload that the body is. */
    public static Payload one(String contentType, ByteBuffer body) {
        if (contentType.equals("application/json") || contentType.endsWith("+json")) {
            return JsonReader.value(body);
        }
        boolean utf8 = Utf8.isValid(body, body.position(), body.limit());
        if (contentType.startsWith("text/")) {
            if (!utf8) {
                throw new PushCoreException(ErrorCode.BAD_REQUEST, "text must be UTF-8");
            }
            return Payload.copyOf(Payload.Type.TEXT, body);
        }
        // what curl -d sends says that it is a form, and is none
        boolean unsaid = contentType.isEmpty() || contentType.equals("application/x-www-form-urlencoded");
        return Payload.copyOf(unsaid && utf8 ? Payload.Type.TEXT : Payload.Type.BINARY, body);
    }

    /** A payload a line; empty lines are skipped. */
    static List<Payload> lines(ByteBuffer body) {
        List<Payload> payloads = new ArrayList<>();
        int from = body.position();
        while (from < body.limit()) {
            int to = from;
            while (to < body.limit() && body.get(to) != '\n') {
                to++;
            }
            ByteBuffer line = body.duplicate().position(from).limit(to);
            if (!isBlank(line)) {
                if (payloads.size() == MOST_MESSAGES) {
                    throw new PushCoreException(
                            ErrorCode.BAD_REQUEST, "a batch must not have more than " + MOST_MESSAGES + " messages");
                }
                payloads.add(JsonReader.value(line.slice()));
            }
            from = to + 1;
        }
        return payloads;
    }

    private static boolean isBlank(ByteBuffer line) {
        for (int i = line.position(); i < line.limit(); i++) {
            if (line.get(i) != ' ' && line.get(i) != '\r' && line.get(i) != '\t') {
                return false;
            }
        }
        return true;
    }
}
