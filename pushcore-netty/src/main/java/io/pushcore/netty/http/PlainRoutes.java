package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.util.List;

/** The plain form: what {@code curl}, {@code websocat} and {@code EventSource} need. */
public final class PlainRoutes {
    private static final String CHANNEL = "/channels/{channel}";

    private PlainRoutes() {}

    public static Routes addTo(Routes routes) {
        return routes.with("GET", CHANNEL, (request, variable) -> read(request, channel(variable)))
                .with("POST", CHANNEL, (request, variable) -> publish(request, channel(variable)))
                .with("GET", CHANNEL + "/history", (request, variable) -> history(request, channel(variable)))
                .with("GET", CHANNEL + "/presence", (request, variable) -> presence(request, channel(variable)));
    }

    /** A channel that clients may name; refused otherwise. */
    public static String channel(String name) {
        if (Names.isReserved(name)) {
            throw new PushCoreException(
                    ErrorCode.BAD_NAME, "channel names that begin with @, $ or # are reserved: " + Names.shown(name));
        }
        return Names.channel(name);
    }

    private static Plan read(Request request, String channel) {
        if (Handshake.isAskedBy(request)) {
            return new Plan.WebSocket(
                    (terms, carrier) -> new RawWebSocketCodec(request, channel, terms, carrier), List.of());
        }
        if (request.names("accept", "text/event-stream")) {
            return stream(request, channel, SseWords.INSTANCE);
        }
        if (request.names("accept", "application/x-ndjson")) {
            return stream(request, channel, LinesWords.INSTANCE);
        }
        if (request.parameter("wait").isPresent()) {
            return new Plan.Answer((terms, carrier) -> new LongPollCodec(request, channel, terms, carrier));
        }
        return history(request, channel);
    }

    private static Plan stream(Request request, String channel, StreamWords words) {
        return new Plan.Answer((terms, carrier) -> new ChannelStreamCodec(request, channel, words, terms, carrier));
    }

    private static Plan history(Request request, String channel) {
        return new Plan.Answer((terms, carrier) -> new HistoryCodec(request, channel, terms, carrier));
    }

    private static Plan presence(Request request, String channel) {
        return new Plan.Answer((terms, carrier) -> new PresenceCodec(request, channel, terms, carrier));
    }

    private static Plan publish(Request request, String channel) {
        return new Plan.Answer((terms, carrier) -> new PublishCodec(request, channel, terms, carrier));
    }
}
