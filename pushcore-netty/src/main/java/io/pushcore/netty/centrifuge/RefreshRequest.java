package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;

/** A new token in place of one that expires. */
record RefreshRequest(String token, Session session) implements ClientRequest {
    static RefreshRequest read(Fields fields, Session session) {
        return new RefreshRequest(fields.text("token"), session);
    }

    @Override
    public Command command() {
        return new Command.Authenticate(session.credentials(token), true);
    }

    @Override
    public void result(Reply reply, Output json) {
        json.put('{');
        Welcome.write(session.terms(), json);
        json.put('}');
    }
}
