package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Routes;
import java.util.List;
import java.util.random.RandomGenerator;

/** Where the Centrifuge client protocol is spoken, described in {@code docs/centrifuge.md}. */
public final class CentrifugeRoutes {
    private final Mailboxes mailboxes;

    private CentrifugeRoutes(RandomGenerator random) {
        this.mailboxes = new Mailboxes(random);
    }

    /** @param random makes the secrets of streams */
    public static Routes addTo(Routes routes, RandomGenerator random) {
        CentrifugeRoutes own = new CentrifugeRoutes(random);
        return routes.with("GET", "/connection/websocket", (request, none) -> webSocket(request))
                .with("POST", "/connection/http_stream", (request, none) -> own.httpStream(request))
                .with("GET", "/connection/sse", (request, none) -> own.sse(request))
                .with("POST", "/emulation", (request, none) -> own.emulation(request));
    }

    private static Plan webSocket(Request request) {
        return new Plan.WebSocket(
                (terms, carrier) -> new WebSocketCodec(PushForm.WEB_SOCKET, new Session(terms, request, "")),
                List.of());
    }

    private Plan httpStream(Request request) {
        return stream(StreamKind.HTTP_STREAM, request, Payload.of(""));
    }

    private Plan sse(Request request) {
        String connect = request.parameter("cf_connect")
                .orElseThrow(() -> new PushCoreException(ErrorCode.BAD_REQUEST, "cf_connect must be there"));
        return stream(StreamKind.SSE, request, Payload.of(connect));
    }

    private Plan stream(StreamKind kind, Request request, Payload connect) {
        if (!request.isModern()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "a stream needs HTTP/1.1");
        }
        return new Plan.Answer((terms, carrier) -> {
            Mailbox mailbox = mailboxes.open(carrier::wake);
            Session session = new Session(terms, request, mailbox.secret());
            return new StreamCodec(kind, session, mailbox, carrier, connect);
        });
    }

    private Plan emulation(Request request) {
        return new Plan.Answer((terms, carrier) -> new EmulationCodec(mailboxes, request, terms, carrier));
    }
}
