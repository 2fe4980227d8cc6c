package io.pushcore.netty.gopush;

import io.pushcore.netty.http.Handshake;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Routes;
import java.util.List;

/** The one address of a client port. */
public final class GoPushRoutes {
    private GoPushRoutes() {}

    /** What a client port has. */
    public static Routes of(GoPushSite site) {
        return Routes.none().with("GET", "/connect", (request, none) -> {
            Handshake.check(request);
            return new Plan.WebSocket((terms, carrier) -> new GoPushCodec(request, site, terms, carrier), List.of());
        });
    }
}
