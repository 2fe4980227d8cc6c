package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Output;

/** Messages without what a real framing puts around them. */
final class PlainFraming implements Framing {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void message(Output json, Output out) {
        out.put(json.toBytes());
    }

    @Override
    public void end(CloseCode code, String reason, Output out) {
        out.put(code.number() + " " + reason);
    }
}
