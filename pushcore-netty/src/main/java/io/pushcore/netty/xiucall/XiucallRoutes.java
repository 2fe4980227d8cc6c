package io.pushcore.netty.xiucall;

import io.pushcore.Broker;
import io.pushcore.Time;
import io.pushcore.netty.admin.AdminCodec;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.admin.Guard;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Routes;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Which address of the REST port does what, described in {@code docs/dialects/xiucall-push.md}. */
public final class XiucallRoutes {
    private static final int MOST_BYTES = 1 << 20;
    private static final String APIS = "{\"v1\":[\"/push\",\"/healthy\",\"/apis\",\"/queues\",\"/watch\"]}";

    private final Guard guard;
    private Routes routes = Routes.none();

    private XiucallRoutes(Guard guard) {
        this.guard = guard;
    }

    private interface Call {
        CompletionStage<Answer> apply(Request request, String id, ByteBuffer body);
    }

    /**
     * All of them.
     *
     * @param token what every request must show; empty for nothing
     * @param onWrong runs when a wrong token was shown
     */
    public static Routes of(Broker broker, Time time, String token, Runnable onWrong) {
        XiucallRoutes all = new XiucallRoutes(new Guard(token, onWrong));
        PushCall push = new PushCall(broker);
        QueueCalls queues = new QueueCalls(broker, time);
        HealthCheck health = new HealthCheck(broker, time);
        all.add(
                "GET",
                "/apis",
                0,
                false,
                (request, none, body) -> CompletableFuture.completedFuture(XiucallAnswers.json(200, APIS)));
        all.add("POST", "/push", MOST_BYTES, false, (request, none, body) -> push.push(request, body));
        all.add("GET", "/queues/{id}", 0, false, (request, id, body) -> queues.list(request, id));
        all.add("GET", "/watch/{id}", 0, true, (request, id, body) -> queues.watch(request, id));
        all.add("POST", "/watch/{id}", 0, false, (request, id, body) -> queues.commit(request, id));
        all.add("GET", "/healthy", 0, true, (request, none, body) -> health.check(request));
        return all.routes;
    }

    /** How it refuses. */
    public static Refusals refusals() {
        return XiucallAnswers.INSTANCE;
    }

    /** @param waits whether it may be long until the answer comes */
    private void add(String method, String path, int maxBodyBytes, boolean waits, Call call) {
        routes = routes.with(
                method,
                path,
                guard.guarded((request, id) -> new Plan.Answer((terms, carrier) -> {
                    AdminCodec codec = new AdminCodec(
                            request, carrier, maxBodyBytes, body -> call.apply(request, id, body), refusals());
                    return waits ? codec.waiting() : codec;
                })));
    }
}
