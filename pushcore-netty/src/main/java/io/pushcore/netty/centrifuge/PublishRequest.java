package io.pushcore.netty.centrifuge;

import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.transport.Command;

/** Append a message; its data is passed on as the bytes that came. */
record PublishRequest(String channel, Payload data) implements ClientRequest {
    static PublishRequest read(Fields fields, Session session) {
        return new PublishRequest(Channel.of(fields), fields.needed("data"));
    }

    @Override
    public Command command() {
        return new Command.Publish(channel, Publication.of(data));
    }
}
