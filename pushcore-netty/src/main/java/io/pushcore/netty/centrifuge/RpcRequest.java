package io.pushcore.netty.centrifuge;

import io.pushcore.Payload;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;

/** Ask the application something. */
record RpcRequest(String method, Payload data) implements ClientRequest {
    static RpcRequest read(Fields fields, Session session) {
        return new RpcRequest(fields.text("method"), fields.json("data"));
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
