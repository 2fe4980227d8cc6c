package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;

/** The first command of a connection: here I am, and who I am. */
record ConnectRequest(String token, Session session) implements ClientRequest {
    static ConnectRequest read(Fields fields, Session session) {
        return new ConnectRequest(fields.text("token"), session);
    }

    @Override
    public Command command() {
        return session.asksWho(token)
                ? new Command.Authenticate(session.credentials(token), false)
                : new Command.Ping();
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
        json.put('}');
    }
}
