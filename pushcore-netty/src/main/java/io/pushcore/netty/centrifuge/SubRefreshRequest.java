package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;

/** A new token for a subscription in place of one that expires. */
record SubRefreshRequest(String channel, String token, Session session) implements ClientRequest {
    static SubRefreshRequest read(Fields fields, Session session) {
        return new SubRefreshRequest(Channel.of(fields), fields.text("token"), session);
    }

    @Override
    public Command command() {
        return new Command.RefreshSubscription(channel, token);
    }

    @Override
    public void result(Reply reply, Output json) {
        json.put('{');
        if (reply instanceof Reply.Refreshed refreshed) {
            TimeLeft.write("", refreshed.expires(), session.terms().now(), json);
        }
        json.put('}');
    }
}
