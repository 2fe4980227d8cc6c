package io.pushcore.netty.centrifuge;

import io.pushcore.Position;
import io.pushcore.netty.http.InboxJson;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first command of a connection: here I am, who I am, and show me my inbox, or how far my own log reaches, if I ask for it.
 *
 * @param steps what is left to do for it, one after the other
 */
record ConnectRequest(List<Command> steps, Session session) implements ClientRequest {
    static ConnectRequest read(Fields fields, Session session) {
        String token = fields.text("token");
        List<Command> steps = new ArrayList<>();
        if (session.asksWho(token)) {
            steps.add(new Command.Authenticate(session.credentials(token), false));
        }
        session.request().parameter("user").ifPresent(user -> steps.add(new Command.SetUser(user)));
        // the application's own data may be whatever it likes
        if (fields.isObject("data")) {
            Fields data = fields.object("data");
            if (data.flag("heads")) {
                steps.add(new Command.WatchHead(true));
            }
            // last, since from its answer on it shows
            inbox(data).ifPresent(steps::add);
        }
        if (steps.isEmpty()) {
            steps.add(new Command.Ping());
        }
        return new ConnectRequest(List.copyOf(steps), session);
    }

    private static Optional<Command> inbox(Fields data) {
        if (!data.isObject("inbox")) {
            return data.flag("inbox") ? Optional.of(new Command.OpenInbox("", "")) : Optional.empty();
        }
        Fields inbox = data.object("inbox");
        inbox.only("device", "session");
        return Optional.of(new Command.OpenInbox(inbox.text("device"), inbox.text("session")));
    }

    @Override
    public Command command() {
        return steps.get(0);
    }

    @Override
    public Optional<ClientRequest> next(Reply done) {
        if (done instanceof Reply.HeadWatched watched) {
            session.headMoved(watched.newest());
        }
        return steps.size() == 1
                ? Optional.empty()
                : Optional.of(new ConnectRequest(steps.subList(1, steps.size()), session));
    }

    /** Other commands are taken from here on. */
    @Override
    public void result(Reply reply, Output json) {
        session.connected();
        json.put('{');
        Welcome.write(session.terms(), json);
        json.put(",\"ping\":").decimal(CentrifugeCodec.PING_EVERY.toSeconds()).put(",\"pong\":true");
        if (!session.secret().isEmpty()) {
            json.put(",\"session\":\"").put(session.secret()).put('"');
        }
        data(reply, json);
        json.put('}');
    }

    private void data(Reply reply, Output json) {
        String before = ",\"data\":{";
        if (reply instanceof Reply.InboxOpened opened && command() instanceof Command.OpenInbox asked) {
            session.openedInbox(asked.device());
            // a subscription of the server's, without a position that a library could come back to: the inbox knows
            // where it stands
            json.put(",\"subs\":{");
            Json.text(session.userChannel(), json);
            json.put(":{}}").put(before).put("\"inbox\":");
            InboxJson.opened(opened, json);
            json.put('}');
            before = ",";
        }
        Position head = session.head();
        if (head != null) {
            json.put(before).put("\"head\":");
            InboxJson.head(head, json);
            before = ",";
        }
        json.put(before.equals(",") ? "}" : "");
    }
}
