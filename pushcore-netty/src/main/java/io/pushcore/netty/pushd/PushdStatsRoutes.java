package io.pushcore.netty.pushd;

import io.pushcore.Broker;
import io.pushcore.netty.admin.AdminCodec;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.admin.Guard;
import io.pushcore.netty.admin.JsonObject;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Routes;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Which address of pushd's port for operators says what. */
public final class PushdStatsRoutes {
    private final Guard guard;
    private Routes routes = Routes.none();

    private PushdStatsRoutes(Guard guard) {
        this.guard = guard;
    }

    /**
     * All of them.
     *
     * @param token what every request must show; empty for nothing
     * @param onWrong runs when a wrong token was shown
     */
    public static Routes of(Broker broker, String token, Runnable onWrong) {
        PushdStatsRoutes all = new PushdStatsRoutes(new Guard(token, onWrong));
        PushdStats stats = new PushdStats(broker);
        all.add("ping", stats::ping);
        all.add("stat", stats::stat);
        all.add("sys", PushdProcess::sys);
        all.add("trace", PushdProcess::trace);
        return all.routes;
    }

    private void add(String name, Supplier<JsonObject> figures) {
        routes = routes.with(
                "GET",
                "/s/" + name,
                guard.guarded((request, none) -> new Plan.Answer((terms, carrier) -> new AdminCodec(
                        request,
                        carrier,
                        0,
                        body -> CompletableFuture.completedFuture(
                                Answer.json(Pretty.of(figures.get().whole()))),
                        Refusals.PROBLEMS))));
    }
}
