package io.pushcore.netty.ipush;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.admin.AdminCodec;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.admin.Guard;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Routes;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Which address of the admin port of ipush does what, described in {@code docs/ipush.md}. */
public final class IpushAdmin {
    private static final int MOST_BYTES = 1 << 20;

    private final IpushSite site;
    private final Guard guard;
    private final Refusals refusals;
    private Routes routes = Routes.none();

    private IpushAdmin(IpushSite site, Guard guard) {
        this.site = site;
        this.guard = guard;
        this.refusals = new IpushRefusals(site.counters());
    }

    /**
     * All of them.
     *
     * @param site of the client port
     * @param address of the client port, as clients reach it
     * @param token what every request must show; empty for nothing
     * @param onWrong runs when a wrong token was shown
     */
    public static Routes of(Broker broker, IpushSite site, Supplier<String> address, String token, Runnable onWrong) {
        IpushAdmin all = new IpushAdmin(site, new Guard(token, onWrong));
        IpushPublishCalls publish = new IpushPublishCalls(broker);
        IpushUserCalls users = new IpushUserCalls(broker, site, address);
        all.add("POST", "Pub", MOST_BYTES, publish::publish);
        all.add("GET", "Broadcast", 0, publish::broadcast);
        all.add("GET", "Sub", 0, users::follow);
        all.add("GET", "Unsub", 0, users::unfollow);
        all.add("GET", "Msg", 0, users::pending);
        all.add("GET", "Shard", 0, users::shard);
        all.add("GET", "Disconnect", 0, users::disconnect);
        all.add("GET", "Stats", 0, (request, body) -> IpushStats.answer(site.counters()));
        return all.routes;
    }

    private void add(
            String method,
            String name,
            int maxBodyBytes,
            BiFunction<Request, ByteBuffer, CompletionStage<Answer>> call) {
        String path = "/" + name.toLowerCase(Locale.ROOT);
        routes = routes.with(
                method,
                path,
                guard.guarded((request, none) -> new Plan.Answer((terms, carrier) -> {
                    site.counters().request(name);
                    return new AdminCodec(request, carrier, maxBodyBytes, body -> call.apply(request, body), refusals);
                })));
    }

    static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }
}
