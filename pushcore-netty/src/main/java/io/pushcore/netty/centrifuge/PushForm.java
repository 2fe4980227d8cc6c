package io.pushcore.netty.centrifuge;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** How publications look on one carrier; one instance each. */
final class PushForm implements WireForm {
    private final Carrier carrier;

    PushForm(Carrier carrier) {
        this.carrier = carrier;
    }

    @Override
    public String name() {
        return carrier.name();
    }

    @Override
    public void encode(Message message, Output out) {
        Output json = new Output(128 + message.payload().length());
        Push.publication(message, json);
        carrier.message(json, out);
    }
}
