package io.pushcore.netty.xiucall;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.JsonText;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Status;
import io.pushcore.transport.Output;
import java.util.List;

/** How the REST port answers and refuses. */
final class XiucallAnswers implements Refusals {
    static final XiucallAnswers INSTANCE = new XiucallAnswers();

    private static final String JSON = "application/json; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private XiucallAnswers() {}

    static Answer json(int status, String json) {
        return json(status, new Output().put(json));
    }

    static Answer json(int status, Output json) {
        return new Answer(status, JSON, json);
    }

    static Answer text(int status, String text) {
        return new Answer(status, TEXT, new Output().put(text));
    }

    /** @param errors each a value of JSON */
    static Answer wrong(int status, List<String> errors) {
        return json(status, "{\"ok\":0,\"errors\":[" + String.join(",", errors) + "]}");
    }

    static String quoted(String text) {
        Output out = new Output();
        JsonText.string(text, out);
        return new String(out.toBytes(), UTF_8);
    }

    @Override
    public void refuse(PushCoreException error, String origin, boolean closes, Output out) {
        Output body = new Output()
                .put("{\"ok\":0,\"errors\":[{\"code\":")
                .decimal(error.code().number());
        JsonText.string(error.sentence(), body.put(",\"message\":"));
        Head head = Head.of(Status.of(error.code()), origin, out).closes(closes);
        if (error.code() == ErrorCode.UNAUTHENTICATED) {
            head.line("WWW-Authenticate", "Bearer");
        }
        head.whole(JSON, body.put("}]}"));
    }

    @Override
    public void wrongMethod(Request request, String methods, boolean closes, Output out) {
        if (request.method().equals("OPTIONS")) {
            Refusals.PROBLEMS.wrongMethod(request, methods, closes, out);
            return;
        }
        Head.of(Status.WRONG_METHOD, request.header("origin"), out)
                .line("Allow", methods)
                .closes(closes)
                .whole(TEXT, new Output().put("Method Not Allowed"));
    }
}
