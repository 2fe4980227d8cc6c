package io.pushcore.netty.socketio;

import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Handshake;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Routes;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one address of a port of Socket.IO. */
public final class IoRoutes {
    private final IoSite site;

    private IoRoutes(IoSite site) {
        this.site = site;
    }

    public static Routes of(IoSite site) {
        IoRoutes own = new IoRoutes(site);
        String path = site.settings().path();
        Routes routes = Routes.none();
        for (String one : List.of(path + "/", path)) {
            routes = routes.with("GET", one, (request, none) -> own.get(request))
                    .with("POST", one, (request, none) -> own.post(request));
        }
        return routes;
    }

    /** How it refuses. */
    public static Refusals refusals() {
        return new IoRefusals();
    }

    private Plan get(Request request) {
        Version version = version(request);
        return switch (request.parameter("transport").orElse("")) {
            case "polling" -> poll(request, version);
            case "websocket" -> webSocket(request, version);
            default -> throw Refusal.UNKNOWN_TRANSPORT.exception();
        };
    }

    private static Version version(Request request) {
        return Version.of(request.parameter("EIO").orElse("")).orElseThrow(Refusal.UNSUPPORTED_VERSION::exception);
    }

    private Plan poll(Request request, Version version) {
        if (request.parameter("sid").isPresent()) {
            EngineSession session = known(request, version);
            return new Plan.Answer((terms, carrier) -> new PollCodec(
                    request,
                    carrier,
                    poll -> CarrierCodec.onLane(
                            session.lane(), () -> session.carriers().polled(poll)),
                    poll -> CarrierCodec.onLane(
                            session.lane(), () -> session.carriers().pollGone(poll))));
        }
        return new Plan.Answer((terms, carrier) -> new PollCodec(request, carrier, this::begin, this::neverBegan));
    }

    private void begin(PollCodec poll) {
        EngineSession session;
        try {
            session = site.begin(
                    Opening.of(poll.request, version(poll.request), poll.wire().connection()));
        } catch (PushCoreException tooMany) {
            site.refused(tooMany.code());
            poll.refuse(tooMany);
            return;
        }
        session.carriers().polled(poll);
        session.open();
    }

    /** Its answer was not taken: nobody knows the session, and it ends when nobody comes to it in time. */
    private void neverBegan(PollCodec poll) {}

    private Plan webSocket(Request request, Version version) {
        Handshake.check(request);
        if (request.parameter("sid").isPresent()) {
            EngineSession session = known(request, version);
            return socket(request, codec -> offered(codec, session));
        }
        return socket(request, codec -> begin(codec, request, version));
    }

    private static Plan socket(Request request, Function<FrameCodec, @Nullable EngineSession> home) {
        return Plan.WebSocket.late((terms, carrier) -> new FrameCodec(request, carrier, home));
    }

    private static EngineSession offered(FrameCodec codec, EngineSession session) {
        codec.accept();
        CarrierCodec.onLane(session.lane(), () -> {
            if (!session.carriers().offer(codec)) {
                codec.end();
            }
        });
        return session;
    }

    private @Nullable EngineSession begin(FrameCodec codec, Request request, Version version) {
        EngineSession session;
        try {
            session = site.begin(Opening.of(request, version, codec.wire().connection()));
        } catch (PushCoreException tooMany) {
            site.refused(tooMany.code());
            codec.refuse(tooMany);
            return null;
        }
        codec.accept();
        session.carriers().begin(codec);
        // the session must be known before it says something
        codec.lane().execute(session::open);
        return session;
    }

    private EngineSession known(Request request, Version version) {
        EngineSession session = site.session(request);
        if (session.version() != version) {
            throw Refusal.BAD_REQUEST.exception();
        }
        return session;
    }

    private Plan post(Request request) {
        Version version = version(request);
        if (!request.parameter("transport").orElse("").equals("polling")) {
            throw Refusal.UNKNOWN_TRANSPORT.exception();
        }
        if (request.parameter("sid").isEmpty()) {
            throw Refusal.BAD_HANDSHAKE.exception();
        }
        EngineSession session = known(request, version);
        return new Plan.Answer((terms, carrier) -> new PostCodec(request, carrier, session));
    }
}
