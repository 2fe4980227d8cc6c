package io.pushcore.netty.ipush;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Handshake;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Routes;

/** The one address of a client port. Keeps no state. */
public final class ConnectRoute {
    private final IpushSite site;

    private ConnectRoute(IpushSite site) {
        this.site = site;
    }

    /** What a client port has. */
    public static Routes of(IpushSite site) {
        return Routes.none().with("GET", "/connect", new ConnectRoute(site)::plan);
    }

    /** How it refuses what it does not have. */
    public static Refusals refusals(IpushSite site) {
        return new IpushRefusals(site.counters());
    }

    private Plan plan(Request request, String none) {
        site.counters().request("Connect");
        Connect connect = Connect.of(request);
        String owner = site.owner().apply(connect.user());
        if (!owner.isEmpty()) {
            site.counters().redirects.increment();
            return new Plan.Raw((terms, carrier) -> new RedirectCodec(request, owner));
        }
        if (Handshake.isAskedBy(request)) {
            return Plan.WebSocket.late((terms, carrier) -> new FramedCodec(connect, site, terms, carrier));
        }
        if (!request.isModern()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "chunks need HTTP/1.1");
        }
        return new Plan.Raw((terms, carrier) -> new ChunkedCodec(connect, site, terms, carrier));
    }
}
