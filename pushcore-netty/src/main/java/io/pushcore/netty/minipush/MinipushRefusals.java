package io.pushcore.netty.minipush;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Status;
import io.pushcore.transport.Output;

/** How the port refuses: a line of text. */
final class MinipushRefusals implements Refusals {
    static final MinipushRefusals INSTANCE = new MinipushRefusals();

    /** Its clients know these two by heart, the second as it is written. */
    private static final String WHO = "Authenticate error";

    private static final String NOT_NOW = "This node is temporially disconnected from cluster";
    private static final String TEXT = "text/plain; charset=utf-8";

    private MinipushRefusals() {}

    @Override
    public void refuse(PushCoreException error, String origin, boolean closes, Output out) {
        answer(Status.of(error.code()), error.sentence(), origin, closes, out);
    }

    @Override
    public void wrongMethod(Request request, String methods, boolean closes, Output out) {
        Head.of(Status.WRONG_METHOD, request.header("origin"), out)
                .line("Allow", methods)
                .closes(closes)
                .whole(TEXT, new Output().put("Method Not Allowed\n"));
    }

    /** It came to no session. */
    static void noSession(ErrorCode code, String sentence, String origin, Output out) {
        switch (code) {
            case UNAUTHENTICATED, FORBIDDEN, CREDENTIALS_EXPIRED, BAD_NAME -> answer(403, WHO, origin, true, out);
            case BUSY, CLOSED, TIMEOUT, STORAGE_UNAVAILABLE, STORAGE_FULL, OUTCOME_UNKNOWN ->
                answer(503, NOT_NOW, origin, true, out);
            default -> answer(Status.of(code), sentence, origin, true, out);
        }
    }

    private static void answer(int status, String sentence, String origin, boolean closes, Output out) {
        Head.of(status, origin, out)
                .closes(closes)
                .whole(TEXT, new Output().put(sentence).put("\n"));
    }
}
