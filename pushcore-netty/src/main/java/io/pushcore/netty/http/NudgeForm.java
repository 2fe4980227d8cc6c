package io.pushcore.netty.http;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** A byte for each message, which only says that there is one. It never reaches a client. */
public final class NudgeForm implements WireForm {
    public static final NudgeForm INSTANCE = new NudgeForm();

    private NudgeForm() {}

    @Override
    public String name() {
        return "http-nudge";
    }

    @Override
    public void encode(Message message, Output out) {
        out.put('.');
    }
}
