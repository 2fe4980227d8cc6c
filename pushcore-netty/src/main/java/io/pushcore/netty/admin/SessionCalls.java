package io.pushcore.netty.admin;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Farewell;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.Sessions;
import io.pushcore.netty.http.PublishBody;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who is there, and how they are told to go. */
final class SessionCalls {
    private static final int MOST = 10_000;
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final Duration LONGEST_DRAIN = Duration.ofHours(1);

    private final Broker broker;

    SessionCalls(Broker broker) {
        this.broker = broker;
    }

    CompletionStage<Answer> list(Request request, String none, ByteBuffer body) {
        int limit = Parameters.count(request, "limit", 100, MOST);
        Optional<String> user = request.parameter("user");
        CompletableFuture<Sessions> found =
                user.isPresent() ? broker.sessions(user.get(), limit) : broker.sessions(limit);
        return found.thenApply(sessions -> Answer.json(StatsJson.of(sessions)));
    }

    CompletionStage<Answer> disconnect(Request request, String id, ByteBuffer body) {
        return broker.disconnect(id, farewell(request), reason(request)).thenApply(was -> {
            if (!was) {
                throw new PushCoreException(ErrorCode.NOT_FOUND, "no such session: " + Names.shown(id));
            }
            return Answer.count("disconnected", 1);
        });
    }

    CompletionStage<Answer> disconnectUser(Request request, String user, ByteBuffer body) {
        return broker.disconnectUser(user, farewell(request), reason(request))
                .thenApply(count -> Answer.count("disconnected", count));
    }

    CompletionStage<Answer> broadcast(Request request, String none, ByteBuffer body) {
        return broker.broadcast(PublishBody.one(request.contentType(), body))
                .thenApply(count -> Answer.count("sessions", count));
    }

    /** Answers at once; {@code /readyz} and {@code /stats} show how it goes. */
    CompletionStage<Answer> drain(Request request, String none, ByteBuffer body) {
        broker.drain(Parameters.duration(request, "over", DRAIN, LONGEST_DRAIN));
        return CompletableFuture.completedFuture(Answer.json(new JsonObject()
                .text("state", broker.state().name())
                .number("connections", broker.stats().connections())
                .whole()));
    }

    private static Farewell farewell(Request request) {
        return Parameters.flag(request, "reconnect") ? Farewell.RECONNECT : Farewell.STAY_AWAY;
    }

    private static String reason(Request request) {
        return Parameters.line(request, "reason", "disconnected by the operator");
    }
}
