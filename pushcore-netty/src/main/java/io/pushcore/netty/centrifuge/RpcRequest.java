package io.pushcore.netty.centrifuge;

import io.pushcore.Payload;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.Optional;

/** Ask the application something. */
record RpcRequest(String method, Payload data) implements ClientRequest {
    /** On a connection that has its inbox some methods are the broker's own; all others are the application's. */
    static ClientRequest read(Fields fields, Session session) {
        String method = fields.text("method");
        return (session.hasInbox() ? InboxCall.read(method, fields, session) : Optional.<ClientRequest>empty())
                .orElseGet(() -> new RpcRequest(method, fields.json("data")));
    }

    @Override
    public Command command() {
        return new Command.Call(method, data);
    }

    @Override
    public void result(Reply reply, Output json) {
        json.put("{\"data\":");
        if (reply instanceof Reply.Result result) {
            Json.payload(result.data(), json);
        } else {
            json.put("null");
        }
        json.put('}');
    }
}
