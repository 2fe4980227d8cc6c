package io.pushcore.netty.pushd;

import io.pushcore.Publication;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.NudgeForm;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.RequestCodec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;

/** Publishes what the address says. */
final class PublishingCodec extends RequestCodec {
    private final String channel;
    private final String message;

    PublishingCodec(Request request, String channel, String message, Terms terms, Carrier carrier) {
        super(request, Head.EVERYBODY, terms, carrier);
        this.channel = channel;
        this.message = message;
    }

    @Override
    protected void ask(ByteBuffer body) {
        add(new Command.Publish(channel, Publication.of(message)));
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Accepted) {
            whole(PushdHttpRoutes.TEXT, new Output().put("PUBLISHED"), out);
        }
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
