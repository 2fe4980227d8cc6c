package io.pushcore.netty.ipush;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Status;
import io.pushcore.transport.Output;

/** How ports of ipush refuse: an object with a sentence, 400 for most; of addresses they do not have, HTML. */
final class IpushRefusals implements Refusals {
    static final String JSON = "text/json; charset=utf-8";
    private static final String NOT_FOUND = """
            <HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD><BODY><H1>Not Found</H1></BODY></HTML>
            """;

    private final IpushCounters counters;

    IpushRefusals(IpushCounters counters) {
        this.counters = counters;
    }

    @Override
    public void refuse(PushCoreException error, String origin, boolean closes, Output out) {
        counters.badRequests.increment();
        if (error.code() == ErrorCode.NOT_FOUND) {
            Head.of(404, origin, out).closes(closes).whole("text/html", new Output().put(NOT_FOUND));
        } else {
            answer(statusOf(error.code()), error.sentence(), origin, closes, out);
        }
    }

    @Override
    public void wrongMethod(Request request, String methods, boolean closes, Output out) {
        counters.badRequests.increment();
        Output body = new Output();
        IpushJson.error("Method Not Allowed", body);
        Head.of(Status.WRONG_METHOD, request.header("origin"), out)
                .line("Allow", methods)
                .closes(closes)
                .whole(JSON, body);
    }

    /** Writes a whole answer. */
    static void answer(int status, String sentence, String origin, boolean closes, Output out) {
        Output body = new Output();
        IpushJson.error(sentence, body);
        Head.of(status, origin, out).closes(closes).whole(JSON, body);
    }

    /** Clients of this protocol know 400 for what is wrong with a request. */
    static int statusOf(ErrorCode code) {
        return code == ErrorCode.BAD_NAME ? 400 : Status.of(code);
    }
}
