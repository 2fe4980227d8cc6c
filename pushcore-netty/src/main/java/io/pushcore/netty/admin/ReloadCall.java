package io.pushcore.netty.admin;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Has rules and limits read again. */
final class ReloadCall {
    private final AdminWork work;

    ReloadCall(AdminWork work) {
        this.work = work;
    }

    CompletionStage<Answer> reload(Request request, String none, ByteBuffer body) {
        Supplier<String> reload = work.reload();
        if (reload == null) {
            throw new PushCoreException(
                    ErrorCode.NOT_FOUND, "this port was given nothing to reload; serve has it with --config");
        }
        return work.run(reload)
                .thenApply(said ->
                        Answer.json(new JsonObject().text("message", said).whole()));
    }
}
