package io.pushcore.netty.http;

import io.pushcore.Names;
import java.util.List;

/** The plain form: what {@code curl}, {@code websocat} and {@code EventSource} need. */
public final class PlainRoutes {
    private static final String CHANNEL = "/channels/{channel}";

    private PlainRoutes() {}

    public static Routes addTo(Routes routes) {
        return routes.with("GET", CHANNEL, PlainRoutes::read);
    }

    private static Plan read(Request request, String variable) {
        String channel = Names.channel(variable);
        return new Plan.WebSocket(
                (terms, carrier) -> new RawWebSocketCodec(request, channel, terms, carrier), List.of());
    }
}
