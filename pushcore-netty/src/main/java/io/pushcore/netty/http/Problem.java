package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;

/** An error as a client over HTTP sees it (RFC 9457): the number and the sentence. */
public final class Problem {
    private static final String TYPE = "application/problem+json";

    private Problem() {}

    /** Writes a whole answer, for a page of this origin if there is one. */
    public static void answer(PushCoreException error, String origin, boolean closes, Output out) {
        Head head = Head.of(Status.of(error.code()), origin, out).closes(closes);
        if (error.code() == ErrorCode.UNAUTHENTICATED) {
            head.line("WWW-Authenticate", "Bearer");
        } else if (error.code() == ErrorCode.CREDENTIALS_EXPIRED) {
            // RFC 6750, section 3.1
            head.line("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"expired\"");
        }
        whole(head, error.code(), error.sentence());
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
