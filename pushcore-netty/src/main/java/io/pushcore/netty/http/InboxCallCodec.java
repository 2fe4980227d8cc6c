package io.pushcore.netty.http;

import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;

/** Asks one thing about inboxes, and answers with JSON, or with nothing where it is done and there is nothing to say. */
final class InboxCallCodec extends RequestCodec {
    private final int mostBytes;
    private final Asked asked;

    /** What a request asks for, once its body has come. */
    @FunctionalInterface
    interface Asked {
        Command of(Request request, ByteBuffer body);
    }

    InboxCallCodec(Request request, int mostBytes, Asked asked, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
        this.mostBytes = mostBytes;
        this.asked = asked;
    }

    @Override
    public int maxBodyBytes() {
        return mostBytes;
    }

    @Override
    protected void ask(ByteBuffer body) {
        Command command = asked.of(request, body);
        Opening.user(request).ifPresent(this::add);
        add(command);
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (command instanceof Command.SetUser) {
            return;
        }
        Output body = new Output();
        if (InboxJson.answer(reply, body)) {
            json(body, out);
        } else {
            nothing(out);
        }
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
