package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.transport.Output;
import org.jspecify.annotations.Nullable;

/** The answers to pings: one on its way, and of those that came meanwhile the newest (RFC 6455, section 5.5.3). */
final class Pongs {
    private final NettySocket socket;
    private boolean sending;
    private byte @Nullable [] newest;

    Pongs(NettySocket socket) {
        this.socket = socket;
    }

    void answer(ByteBuf payload) {
        newest = ByteBufUtil.getBytes(payload);
        sendNewest();
    }

    private void sendNewest() {
        byte[] payload = newest;
        if (sending || payload == null) {
            return;
        }
        newest = null;
        sending = true;
        Output out = new Output();
        WebSocketFrames.pong(payload, out);
        socket.send(out.toBytes(), () -> {
            sending = false;
            sendNewest();
        });
    }
}
