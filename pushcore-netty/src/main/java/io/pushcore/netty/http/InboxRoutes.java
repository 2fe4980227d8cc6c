package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;

/** The inbox of who sends the request, and pushes to others', described in {@code docs/http.md}. */
public final class InboxRoutes {
    private static final int JSON_BYTES = 4 << 10;

    private InboxRoutes() {}

    public static Routes addTo(Routes routes) {
        return routes.with("GET", "/inbox", (request, none) -> open(request))
                .with("GET", "/inbox/pending", (request, none) -> call(request, 0, InboxRoutes::pending))
                .with("POST", "/inbox/ack", (request, none) -> call(request, JSON_BYTES, InboxRoutes::acknowledge))
                .with("POST", "/inbox/read", (request, none) -> call(request, JSON_BYTES, InboxRoutes::markRead))
                .with("GET", "/inbox/read", (request, none) -> offsets(request, Command.ListReadStates::new))
                .with("GET", "/inbox/own", (request, none) -> offsets(request, Command.ReadOwn::new))
                .with("GET", "/inbox/unread", (request, none) -> call(request, 0, (r, b) -> new Command.CountUnread()))
                .with("GET", "/inbox/heads", (request, none) -> heads(request))
                .with("GET", "/inbox/follows", (request, none) -> call(request, 0, (r, b) -> new Command.ListFollows()))
                .with("POST", "/inbox/follow", (request, none) -> follow(request, true))
                .with("POST", "/inbox/unfollow", (request, none) -> follow(request, false))
                .with("POST", "/users/{user}/push", InboxRoutes::push);
    }

    private static Plan open(Request request) {
        if (request.names("accept", "text/event-stream")) {
            return stream(request, SseWords.INSTANCE);
        }
        if (request.names("accept", "application/x-ndjson")) {
            return stream(request, LinesWords.INSTANCE);
        }
        if (request.parameter("wait").isPresent()) {
            return new Plan.Answer((terms, carrier) -> new InboxPollCodec(request, terms, carrier));
        }
        return call(request, 0, InboxRoutes::pending);
    }

    private static Plan stream(Request request, StreamWords words) {
        return new Plan.Answer((terms, carrier) -> new InboxStreamCodec(request, words, terms, carrier));
    }

    private static Plan heads(Request request) {
        if (Handshake.isAskedBy(request)) {
            return new Plan.WebSocket((terms, carrier) -> new HeadsWebSocketCodec(request, terms, carrier), List.of());
        }
        if (request.names("accept", "text/event-stream")) {
            return heads(request, SseWords.INSTANCE);
        }
        if (request.names("accept", "application/x-ndjson")) {
            return heads(request, LinesWords.INSTANCE);
        }
        return call(request, 0, (asked, none) -> new Command.WatchHead(true));
    }

    private static Plan heads(Request request, StreamWords words) {
        return new Plan.Answer((terms, carrier) -> new HeadStreamCodec(request, words, terms, carrier));
    }

    private static Plan call(Request request, int mostBytes, InboxCallCodec.Asked asked) {
        return new Plan.Answer((terms, carrier) -> new InboxCallCodec(request, mostBytes, asked, terms, carrier));
    }

    private static Command pending(Request request, ByteBuffer none) {
        long limit = request.parameter("limit").map(Position::parseOffset).orElse(100L);
        return new Command.ListPending(
                request.parameter("device").orElse(""), (int) Math.min(limit, Integer.MAX_VALUE));
    }

    private static Command acknowledge(Request request, ByteBuffer body) {
        JsonFields fields = JsonFields.of(body, "session", "seq", "only");
        return new Command.Acknowledge(fields.text("session"), fields.number("seq"), fields.flag("only"));
    }

    private static Command markRead(Request request, ByteBuffer body) {
        JsonFields fields = JsonFields.of(body, "first", "last");
        long first = fields.number("first");
        return new Command.MarkRead(first, fields.number("last", first));
    }

    private static Plan offsets(Request request, BiFunction<Long, Long, Command> command) {
        return call(request, 0, (asked, none) -> command.apply(offset(asked, "first"), offset(asked, "last")));
    }

    private static long offset(Request request, String name) {
        return request.parameter(name)
                .map(Position::parseOffset)
                .orElseThrow(() -> new PushCoreException(ErrorCode.BAD_REQUEST, name + " must be there"));
    }

    private static Plan follow(Request request, boolean follows) {
        return call(
                request,
                JSON_BYTES,
                (asked, body) ->
                        new Command.Follow(JsonFields.of(body, "channel").text("channel"), follows));
    }

    private static Plan push(Request request, String user) {
        return new Plan.Answer((terms, carrier) -> new InboxCallCodec(
                request,
                terms.maxPayloadBytes(),
                (asked, body) -> new Command.Push(
                        user,
                        PushParameters.publication(asked, PublishBody.one(asked.contentType(), body)),
                        PushParameters.isOnlyNow(asked)),
                terms,
                carrier));
    }
}
