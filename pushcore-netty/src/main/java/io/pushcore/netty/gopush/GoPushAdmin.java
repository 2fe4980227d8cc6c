package io.pushcore.netty.gopush;

import io.pushcore.Broker;
import io.pushcore.netty.admin.AdminCodec;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.admin.Guard;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Routes;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Which address of the operators' port of go-push does what, described in {@code docs/dialects/go-push.md}. */
public final class GoPushAdmin {
    /** A form takes up to three times what it says. */
    private static final int MOST_BYTES = 4 << 20;

    private final Guard guard;
    private Routes routes = Routes.none();

    private GoPushAdmin(Guard guard) {
        this.guard = guard;
    }

    /**
     * All of them.
     *
     * @param site of the client port
     * @param token what every request must show; empty for nothing
     * @param onWrong runs when a wrong token was shown
     */
    public static Routes of(Broker broker, GoPushSite site, String token, Runnable onWrong) {
        GoPushAdmin all = new GoPushAdmin(new Guard(token, onWrong));
        GoPushCalls calls = new GoPushCalls(broker, site);
        GoPushStats stats = new GoPushStats(broker, site.counters());
        all.add("POST", "/push/all", MOST_BYTES, calls::toAll);
        all.add("POST", "/push/room", MOST_BYTES, calls::toRoom);
        all.add("GET", "/stats", 0, stats::logic);
        all.add("GET", "/gateway/stats", 0, stats::gateway);
        return all.routes;
    }

    private void add(
            String method,
            String path,
            int maxBodyBytes,
            BiFunction<Request, ByteBuffer, CompletionStage<Answer>> call) {
        routes = routes.with(
                method,
                path,
                guard.guarded((request, none) -> new Plan.Answer((terms, carrier) -> new AdminCodec(
                        request, carrier, maxBodyBytes, body -> call.apply(request, body), Refusals.PROBLEMS))));
    }
}
