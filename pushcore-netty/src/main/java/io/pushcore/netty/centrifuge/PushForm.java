package io.pushcore.netty.centrifuge;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** How publications look on one carrier; all its connections share the instance. */
final class PushForm implements WireForm {
    static final PushForm WEB_SOCKET = new PushForm(new WebSocketFraming());
    static final PushForm HTTP_STREAM = new PushForm(new LineFraming());
    static final PushForm SSE = new PushForm(new EventFraming());

    private final Framing framing;

    PushForm(Framing framing) {
        this.framing = framing;
    }

    Framing framing() {
        return framing;
    }

    @Override
    public String name() {
        return framing.name();
    }

    @Override
    public void encode(Message message, Output out) {
        Output json = new Output(128 + message.payload().length());
        Push.publication(message, json);
        framing.message(json, out);
    }
}
