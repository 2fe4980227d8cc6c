package io.pushcore.netty.minipush;

import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Routes;

/** The one address of a port. Keeps no state. */
public final class MinipushRoutes {
    private MinipushRoutes() {}

    public static Routes of(MinipushSite site) {
        return Routes.none().with("GET", "/ws", (request, none) -> {
            Arrival arrival = Arrival.of(request);
            return Plan.WebSocket.late((terms, carrier) -> new MinipushCodec(arrival, site, terms, carrier));
        });
    }

    /** How it refuses. */
    public static Refusals refusals() {
        return MinipushRefusals.INSTANCE;
    }
}
