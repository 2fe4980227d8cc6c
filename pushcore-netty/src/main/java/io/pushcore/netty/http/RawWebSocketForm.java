package io.pushcore.netty.http;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** A push of the raw WebSocket: the payload in a frame of its kind. */
final class RawWebSocketForm implements WireForm {
    static final RawWebSocketForm INSTANCE = new RawWebSocketForm();

    private RawWebSocketForm() {}

    @Override
    public String name() {
        return "websocket-raw";
    }

    @Override
    public void encode(Message message, Output out) {
        Payload payload = message.payload();
        if (payload.type() == Payload.Type.BINARY) {
            WebSocketFrames.binary(payload.length(), out);
        } else {
            WebSocketFrames.text(payload.length(), out);
        }
        out.put(payload);
    }
}
