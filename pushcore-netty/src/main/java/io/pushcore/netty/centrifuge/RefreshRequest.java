package io.pushcore.netty.centrifuge;

import io.pushcore.Credentials;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;

/** A new token in place of one that expires. */
record RefreshRequest(String token, Terms terms) implements Request {
    static RefreshRequest read(Fields fields, Session session) {
        return new RefreshRequest(fields.text("token"), session.terms());
    }

    @Override
    public Command command() {
        return new Command.Authenticate(Credentials.token(token, terms.remoteAddress()), true);
    }

    @Override
    public void result(Reply reply, Output json) {
        json.put('{');
        Welcome.write(terms, json);
        json.put('}');
    }
}
