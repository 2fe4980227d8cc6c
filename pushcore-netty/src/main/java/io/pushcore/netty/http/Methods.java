package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.transport.Output;

/** Answers to methods that lead nowhere from a path that is there: which ones do. */
public final class Methods {
    private static final String HEADERS = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID";

    private Methods() {}

    /** Writes a whole answer; to {@code OPTIONS}, by which browsers ask for a page of another origin, that it may ask. */
    public static void answer(Request request, String methods, boolean closes, Output out) {
        answer(request, methods, request.header("origin"), closes, out);
    }

    /** The same for pages of this origin. */
    public static void answer(Request request, String methods, String origin, boolean closes, Output out) {
        if (request.method().equals("OPTIONS")) {
            Head.of(Status.NO_CONTENT, origin, out)
                    .line("Allow", methods)
                    .line("Access-Control-Allow-Methods", methods)
                    .line("Access-Control-Allow-Headers", HEADERS)
                    .line("Access-Control-Max-Age", "600")
                    .closes(closes)
                    .alone();
            return;
        }
        Head head = Head.of(Status.WRONG_METHOD, origin, out).closes(closes).line("Allow", methods);
        Problem.whole(head, ErrorCode.NOT_FOUND, "method must be one of " + methods);
    }
}
