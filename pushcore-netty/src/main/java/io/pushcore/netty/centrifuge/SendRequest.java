package io.pushcore.netty.centrifuge;

import io.pushcore.Payload;
import io.pushcore.transport.Command;

/** Tell the application something; the only command without an id, since nobody waits for its reply. */
record SendRequest(Payload data) implements ClientRequest {
    static SendRequest read(Fields fields, Session session) {
        return new SendRequest(fields.needed("data"));
    }

    @Override
    public Command command() {
        return new Command.Tell(data);
    }
}
