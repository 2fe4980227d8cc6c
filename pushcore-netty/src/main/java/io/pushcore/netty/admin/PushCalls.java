package io.pushcore.netty.admin;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.PushResult;
import io.pushcore.Pushed;
import io.pushcore.netty.http.InboxJson;
import io.pushcore.netty.http.JsonFields;
import io.pushcore.netty.http.JsonText;
import io.pushcore.netty.http.PublishBody;
import io.pushcore.netty.http.PushParameters;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Pushes to users, in the hands of who runs the broker. */
final class PushCalls {
    private static final int MOST_USERS = 10_000;

    private final Broker broker;

    PushCalls(Broker broker) {
        this.broker = broker;
    }

    CompletionStage<Answer> one(Request request, String user, ByteBuffer body) {
        Publication publication = PushParameters.publication(request, PublishBody.one(request.contentType(), body));
        CompletableFuture<Pushed> pushed =
                PushParameters.isOnlyNow(request) ? now(user, publication) : broker.push(user, publication);
        return pushed.thenApply(done -> {
            Output json = new Output().put('{');
            InboxJson.pushed(done, json);
            return Answer.json(json.put('}'));
        });
    }

    CompletionStage<Answer> many(Request request, String none, ByteBuffer body) {
        JsonFields fields = JsonFields.of(body, "users", "data");
        List<String> users = fields.texts("users", MOST_USERS);
        Publication publication = PushParameters.publication(request, fields.json("data"));
        CompletableFuture<List<PushResult>> pushed =
                PushParameters.isOnlyNow(request) ? now(users, publication) : broker.pushAll(users, publication);
        return pushed.thenApply(results -> {
            Output json = new Output().put("{\"results\":[");
            String between = "";
            for (PushResult result : results) {
                json.put(between);
                write(result, json);
                between = ",";
            }
            return Answer.json(json.put("]}"));
        });
    }

    private CompletableFuture<Pushed> now(String user, Publication publication) {
        return broker.pushIfOnline(user, publication).thenApply(shown -> new Pushed(Position.NOWHERE, shown, false));
    }

    private CompletableFuture<List<PushResult>> now(List<String> users, Publication publication) {
        List<CompletableFuture<PushResult>> results =
                users.stream().map(user -> resultNow(user, publication)).toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> results.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<PushResult> resultNow(String user, Publication publication) {
        return now(user, publication)
                .handle((pushed, failure) -> failure == null
                        ? new PushResult(user, Optional.of(pushed), Optional.empty())
                        : new PushResult(user, Optional.empty(), Optional.of(why(failure))));
    }

    private static PushCoreException why(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof PushCoreException numbered
                ? numbered
                : new PushCoreException(ErrorCode.INTERNAL, "the push failed", cause);
    }

    private static void write(PushResult result, Output json) {
        json.put("{\"user\":");
        JsonText.string(result.user(), json);
        json.put(',');
        result.pushed().ifPresent(pushed -> InboxJson.pushed(pushed, json));
        result.failure().ifPresent(failure -> {
            json.put("\"code\":").decimal(failure.code().number()).put(",\"message\":");
            JsonText.string(failure.sentence(), json);
        });
        json.put('}');
    }
}
