package io.pushcore.netty.admin;

import io.pushcore.Broker;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Routes;

/** Which address of the admin port does what, described in {@code docs/operating.md}. */
public final class AdminRoutes {
    /** The longest body of any request. */
    static final int MOST_BYTES = 1 << 20;

    private final Guard guard;
    private Routes routes = Routes.none();

    private AdminRoutes(Guard guard) {
        this.guard = guard;
    }

    /**
     * All of them.
     *
     * @param token what every request must show; empty for nothing
     * @param work what the application does for some of them
     * @param onWrong runs when a wrong token was shown
     */
    public static Routes of(Broker broker, String token, AdminWork work, Runnable onWrong) {
        AdminRoutes all = new AdminRoutes(new Guard(token, onWrong));
        HealthCalls health = new HealthCalls(broker);
        all.add("GET", "/healthz", 0, health::alive);
        all.add("GET", "/readyz", 0, health::ready);
        FigureCalls figures = new FigureCalls(broker, work);
        all.add("GET", "/stats", 0, figures::stats);
        all.add("GET", "/metrics", 0, figures::metrics);
        SessionCalls sessions = new SessionCalls(broker);
        all.add("GET", "/sessions", 0, sessions::list);
        all.add("POST", "/sessions/{id}/disconnect", 0, sessions::disconnect);
        all.add("POST", "/users/{user}/disconnect", 0, sessions::disconnectUser);
        PushCalls pushes = new PushCalls(broker);
        all.add("POST", "/users/{user}/push", MOST_BYTES, pushes::one);
        all.add("POST", "/push", MOST_BYTES, pushes::many);
        all.add("POST", "/broadcast", MOST_BYTES, sessions::broadcast);
        all.add("POST", "/drain", 0, sessions::drain);
        all.add("POST", "/backup", 0, new BackupCall(work)::backup);
        all.add("POST", "/reload", 0, new ReloadCall(work)::reload);
        ChannelCalls channels = new ChannelCalls(broker);
        all.add("POST", "/channels/{channel}", MOST_BYTES, channels::publish);
        all.add("GET", "/channels/{channel}/history", 0, channels::history);
        return all.routes;
    }

    private void add(String method, String path, int maxBodyBytes, Call call) {
        routes = routes.with(
                method,
                path,
                guard.guarded((request, variable) -> new Plan.Answer((terms, carrier) ->
                        new AdminCodec(request, carrier, maxBodyBytes, body -> call.answer(request, variable, body)))));
    }
}
