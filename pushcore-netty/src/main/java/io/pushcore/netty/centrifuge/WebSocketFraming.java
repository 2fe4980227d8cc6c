package io.pushcore.netty.centrifuge;

import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.transport.Output;

/** One message, one text frame; the end is a close frame. */
final class WebSocketFraming implements Framing {
    @Override
    public String name() {
        return "centrifuge-websocket";
    }

    @Override
    public void message(Output json, Output out) {
        WebSocketFrames.text(json.length(), out);
        out.put(json.toBytes());
    }

    @Override
    public void end(CloseCode code, String reason, Output out) {
        WebSocketFrames.close(code.number(), reason, out);
    }
}
