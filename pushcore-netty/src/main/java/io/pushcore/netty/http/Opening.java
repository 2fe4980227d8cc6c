package io.pushcore.netty.http;

import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Terms;
import java.time.Instant;
import java.util.Optional;

/** The first commands of a request: who sends it, and where reading begins. */
public final class Opening {
    private Opening() {}

    /** The credentials of a request, where it has a token or must have. */
    public static Optional<Command> credentials(Request request, Terms terms) {
        return request.token().isEmpty() && !terms.mustAuthenticate()
                ? Optional.empty()
                : Optional.of(new Command.Authenticate(request.credentials(terms.remoteAddress())));
    }

    /** Who one says one is, where no credentials are asked for. */
    static Optional<Command> user(Request request) {
        return request.parameter("user").map(Command.SetUser::new);
    }

    /** A subscription, from now on unless the request says since when. */
    static Command subscribe(Request request, String channel, Terms terms) {
        try {
            return new Command.Subscribe(channel, start(request, Start.now(), terms.now()), false);
        } catch (PushCoreException wrong) {
            return new Command.Unreadable(wrong);
        }
    }

    /** What {@code Last-Event-ID}, else {@code since} says. */
    static Start start(Request request, Start otherwise, Instant now) {
        String last = request.header("last-event-id");
        if (!last.isEmpty()) {
            return afterEvent(last, now);
        }
        String since = request.parameter("since").orElse("");
        return since.isEmpty() ? otherwise : Start.parse(since, now);
    }

    /** Other servers have ids of other forms, and a browser that moves over sends the last one by itself. */
    private static Start afterEvent(String id, Instant now) {
        try {
            return Start.parse(id, now);
        } catch (PushCoreException foreign) {
            return Start.after(Position.claimed(id, 0));
        }
    }
}
