package io.pushcore.netty.xiucall;

import io.pushcore.Credentials;
import io.pushcore.InboxEvent;
import io.pushcore.Payload;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.socketio.InboxWords;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;

/** The words of the connector. Its clients show two headers; those of today that can set none say the same as user and token. */
public final class XiucallWords implements InboxWords {
    @Override
    public Credentials credentials(Request request, Credentials shown) {
        String id = request.header("x-nbb-authid");
        String sign = request.header("x-nbb-sign");
        return new Credentials(
                shown.kind(),
                id.isEmpty() ? shown.name() : id,
                sign.isEmpty() ? shown.token() : sign,
                shown.headers(),
                shown.cookies(),
                shown.path(),
                shown.remoteAddress(),
                shown.subject());
    }

    @Override
    public Payload greeting() {
        return Payload.json("[]");
    }

    @Override
    public Payload shown(InboxEvent event) {
        Output json = new Output();
        XiucallJson.payload(event, json.put('['));
        return Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(json.put(']').toBytes()));
    }
}
