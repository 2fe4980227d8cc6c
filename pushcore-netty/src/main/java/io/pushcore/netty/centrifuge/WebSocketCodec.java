package io.pushcore.netty.centrifuge;

import io.pushcore.Payload;
import io.pushcore.netty.http.MessageCodec;
import org.jspecify.annotations.Nullable;

/** Commands come in messages of the connection itself. Only its lane touches it. */
final class WebSocketCodec extends CentrifugeCodec implements MessageCodec {
    private final Lines lines = new Lines();

    WebSocketCodec(PushForm form, Session session) {
        super(form, session);
    }

    @Override
    public void offer(Payload message) {
        lines.add(message);
    }

    @Override
    @Nullable
    Fields next() {
        return lines.next(session().terms().maxFrameBytes());
    }
}
