package io.pushcore.netty.admin;

import io.pushcore.Broker;
import io.pushcore.BrokerState;
import io.pushcore.ClusterStats;
import io.pushcore.PushCoreException;
import io.pushcore.Stats;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** How the broker is. */
final class HealthCalls {
    private static final int UNAVAILABLE = 503;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Broker broker;

    HealthCalls(Broker broker) {
        this.broker = broker;
    }

    /** Whether the process answers; with {@code through=publish}, whether messages get through. */
    CompletionStage<Answer> alive(Request request, String none, ByteBuffer body) {
        String through = request.parameter("through").orElse("");
        if (through.isEmpty()) {
            return now(200, state());
        }
        if (!through.equals("publish")) {
            throw Parameters.wrong("through must be publish: ", through);
        }
        return broker.probe(Parameters.duration(request, "within", PATIENCE, LONGEST))
                .handle((took, failure) -> failure == null
                        ? Answer.json(state().number("tookMicros", took.toNanos() / 1_000)
                                .whole())
                        : Answer.json(
                                UNAVAILABLE,
                                state().text("message", sentence(failure)).whole()));
    }

    /** Whether clients are let in, and what they publish can be kept. */
    CompletionStage<Answer> ready(Request request, String none, ByteBuffer body) {
        boolean ready =
                broker.state() == BrokerState.READY && broker.stats().cluster().storageReached();
        return now(ready ? 200 : UNAVAILABLE, state());
    }

    private JsonObject state() {
        Stats stats = broker.stats();
        JsonObject state =
                new JsonObject().text("state", broker.state().name()).number("frozenChannels", stats.frozenChannels());
        ClusterStats cluster = stats.cluster();
        if (!cluster.nodes().isEmpty()) {
            state.number("nodes", cluster.nodes().size()).flag("storageReached", cluster.storageReached());
        }
        if (!cluster.carrier().isEmpty()) {
            state.flag("carrierReached", cluster.reached());
        }
        return state;
    }

    private static CompletionStage<Answer> now(int status, JsonObject json) {
        return CompletableFuture.completedFuture(Answer.json(status, json.whole()));
    }

    private static String sentence(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return cause instanceof PushCoreException known ? known.sentence() : "the broker failed to try";
    }
}
