package io.pushcore.netty.admin;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Has what the storage keeps copied. */
final class BackupCall {
    private final AdminWork work;

    BackupCall(AdminWork work) {
        this.work = work;
    }

    /** Answers when the copy is whole. */
    CompletionStage<Answer> backup(Request request, String none, ByteBuffer body) {
        BiFunction<String, String, CompletionStage<String>> backup = work.backup();
        if (backup == null) {
            throw new PushCoreException(
                    ErrorCode.NOT_FOUND, "this broker keeps nothing that can be copied; serve does with --data");
        }
        return backup.apply(text(request, "from"), text(request, "to"))
                .thenApply(said ->
                        Answer.json(new JsonObject().text("message", said).whole()));
    }

    private static String text(Request request, String name) {
        return request.parameter(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new PushCoreException(ErrorCode.BAD_REQUEST, name + " is missing"));
    }
}
