package io.pushcore.netty.centrifuge;

import io.pushcore.netty.http.InboxJson;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first command of a connection: here I am, who I am, and show me my inbox if I ask for it.
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
        inbox(fields).ifPresent(steps::add);
        if (steps.isEmpty()) {
            steps.add(new Command.Ping());
        }
        return new ConnectRequest(List.copyOf(steps), session);
    }

    /** The application's own data may be whatever it likes. */
    private static Optional<Command> inbox(Fields connect) {
        if (!connect.isObject("data")) {
            return Optional.empty();
        }
        Fields data = connect.object("data");
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
    public Optional<ClientRequest> next() {
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
        if (reply instanceof Reply.InboxOpened opened && command() instanceof Command.OpenInbox asked) {
            session.openedInbox(asked.device());
            inbox(opened, json);
        }
        json.put('}');
    }

    /** As a subscription of the server's. It has no position that a library could come back to: the inbox knows where it stands. */
    private void inbox(Reply.InboxOpened opened, Output json) {
        json.put(",\"subs\":{");
        Json.text(session.userChannel(), json);
        json.put(":{}},\"data\":{\"inbox\":");
        InboxJson.opened(opened, json);
        json.put("}}");
    }
}
