package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Command;

/** Are you there? */
record PingRequest() implements ClientRequest {
    static PingRequest read(Fields fields, Session session) {
        return new PingRequest();
    }

    @Override
    public Command command() {
        return new Command.Ping();
    }
}
