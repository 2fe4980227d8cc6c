package io.pushcore.netty.gopush;

import io.pushcore.Broker;
import io.pushcore.Stats;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.admin.JsonObject;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The figures of both tiers of go-push, by the names that its monitors know. */
final class GoPushStats {
    private final Broker broker;
    private final GoPushCounters counters;

    GoPushStats(Broker broker, GoPushCounters counters) {
        this.broker = broker;
        this.counters = counters;
    }

    /** Of the tier that is given items. A call that is not accepted says so, so that nothing is tried again behind its back. */
    CompletionStage<Answer> logic(Request request, ByteBuffer body) {
        return answer(new JsonObject()
                .number("DispatchTotal", counters.toAll.published.sum() + counters.toRooms.published.sum())
                .number("DispatchFail", counters.toAll.failed.sum() + counters.toRooms.failed.sum())
                .number("PushFail", 0));
    }

    /** Of the tier that has the connections. What it has no queue for has nothing pending. */
    CompletionStage<Answer> gateway(Request request, ByteBuffer body) {
        Stats stats = broker.stats();
        return answer(new JsonObject()
                .number("onlineConnections", counters.connections.sum())
                .number("sendMessageTotal", stats.delivered())
                .number("sendMessageFail", stats.gaps())
                .number("dispatchPending", 0)
                .number("pushJobPending", 0)
                .number("dispatchFail", 0)
                .number("roomCount", counters.rooms())
                .number("mergerPending", counters.toAll.pending.sum() + counters.toRooms.pending.sum())
                .number("mergerRoomTotal", counters.toRooms.published.sum())
                .number("mergerAllTotal", counters.toAll.published.sum())
                .number("mergerRoomFail", counters.toRooms.failed.sum())
                .number("mergerAllFail", counters.toAll.failed.sum()));
    }

    private static CompletionStage<Answer> answer(JsonObject json) {
        return CompletableFuture.completedFuture(Answer.json(json.whole()));
    }
}
