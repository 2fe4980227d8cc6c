package io.pushcore.netty.centrifuge;

import io.pushcore.netty.http.InboxJson;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.Optional;

/** An {@code rpc} that the broker answers itself, on a connection that has its inbox. */
record InboxCall(Command command) implements ClientRequest {
    private static final int LISTED = 100;

    /** The one of a method, if it is one of these. */
    static Optional<ClientRequest> read(String method, Fields call, Session session) {
        return switch (method) {
            case "ack" -> Optional.of(acknowledge(call.object("data")));
            case "read" -> Optional.of(markRead(call.object("data")));
            case "pending" -> Optional.of(pending(call.object("data"), session));
            case "follows" -> Optional.of(follows(call.object("data")));
            case "follow" -> Optional.of(follow(call.object("data"), true));
            case "unfollow" -> Optional.of(follow(call.object("data"), false));
            default -> Optional.empty();
        };
    }

    private static InboxCall acknowledge(Fields data) {
        data.only("seq", "only");
        data.needed("seq");
        return new InboxCall(new Command.Acknowledge(data.number("seq", 1, Long.MAX_VALUE), data.flag("only")));
    }

    private static InboxCall markRead(Fields data) {
        data.only("first", "last");
        data.needed("first");
        long first = data.number("first", 1, Long.MAX_VALUE);
        long last = data.number("last", 1, Long.MAX_VALUE);
        return new InboxCall(new Command.MarkRead(first, last == 0 ? first : last));
    }

    private static InboxCall pending(Fields data, Session session) {
        data.only("limit");
        int limit = (int) data.number("limit", 0, Integer.MAX_VALUE);
        return new InboxCall(
                new Command.ListPending(session.device(), data.names().contains("limit") ? limit : LISTED));
    }

    private static InboxCall follows(Fields data) {
        data.only();
        return new InboxCall(new Command.ListFollows());
    }

    private static InboxCall follow(Fields data, boolean follows) {
        data.only("channel");
        return new InboxCall(new Command.Follow(data.text("channel"), follows));
    }

    @Override
    public void result(Reply reply, Output json) {
        json.put("{\"data\":");
        if (!InboxJson.answer(reply, json)) {
            json.put("{}");
        }
        json.put('}');
    }
}
