package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Command;

/** Push me no more of it. */
record UnsubscribeRequest(String channel) implements ClientRequest {
    static UnsubscribeRequest read(Fields fields, Session session) {
        return new UnsubscribeRequest(Channel.of(fields));
    }

    @Override
    public Command command() {
        return new Command.Unsubscribe(channel);
    }
}
