package io.pushcore.netty.line;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** A push in a frame: the payload as it is, space, nanoseconds. */
final class FramedForm implements WireForm {
    static final FramedForm INSTANCE = new FramedForm();

    private FramedForm() {}

    @Override
    public String name() {
        return "line-framed";
    }

    @Override
    public void encode(Message message, Output out) {
        int start = out.length();
        out.int32(0).put(message.payload()).put(' ').decimal(Nanos.of(message.time()));
        out.int32At(start, out.length() - start - Integer.BYTES);
    }
}
