package io.pushcore.netty.centrifuge;

import io.pushcore.Credentials;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;

/** The first command of a connection: here I am, and who I am. */
record ConnectRequest(String token, Session session) implements Request {
    static ConnectRequest read(Fields fields, Session session) {
        return new ConnectRequest(fields.text("token"), session);
    }

    @Override
    public Command command() {
        Terms terms = session.terms();
        return token.isEmpty() && !terms.mustAuthenticate()
                ? new Command.Ping()
                : new Command.Authenticate(Credentials.token(token, terms.remoteAddress()), false);
    }

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
