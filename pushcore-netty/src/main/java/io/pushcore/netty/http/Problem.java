package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;
import java.time.Duration;

/** An error as a client over HTTP sees it (RFC 9457): the number and the sentence. */
public final class Problem {
    private static final String TYPE = "application/problem+json";

    private Problem() {}

    /** Writes a whole answer, for a page of this origin if there is one. */
    public static void answer(PushCoreException error, String origin, boolean closes, Output out) {
        whole(head(error, origin, closes, out), error.code(), error.sentence());
    }

    /** The same, with the time when the client is to come back. */
    static void answer(PushCoreException error, Duration retryAfter, String origin, Output out) {
        // whole seconds (RFC 9110, section 10.2.3)
        String seconds = Long.toString(retryAfter.plusMillis(999).toSeconds());
        whole(head(error, origin, true, out).line("Retry-After", seconds), error.code(), error.sentence());
    }

    private static Head head(PushCoreException error, String origin, boolean closes, Output out) {
        Head head = Head.of(Status.of(error.code()), origin, out).closes(closes);
        if (error.code() == ErrorCode.UNAUTHENTICATED) {
            head.line("WWW-Authenticate", "Bearer");
        } else if (error.code() == ErrorCode.CREDENTIALS_EXPIRED) {
            // RFC 6750, section 3.1
            head.line("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"expired\"");
        }
        return head;
    }

    /** Ends a head with the problem for a body. */
    static void whole(Head head, ErrorCode code, String sentence) {
        Output body = new Output();
        object(code, sentence, body);
        head.whole(TYPE, body.put('\n'));
    }

    /** Writes the object alone. */
    static void object(ErrorCode code, String sentence, Output out) {
        out.put("{\"code\":").decimal(code.number()).put(",\"message\":");
        JsonText.string(sentence, out);
        out.put('}');
    }
}
