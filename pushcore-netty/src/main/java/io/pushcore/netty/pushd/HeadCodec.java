package io.pushcore.netty.pushd;

import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.NudgeForm;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.RequestCodec;
import io.pushcore.netty.http.Status;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;

/** Answers {@code HEAD} at once, without reading or waiting for anything. */
final class HeadCodec extends RequestCodec {
    HeadCodec(Request request, Terms terms, Carrier carrier) {
        super(request, Head.EVERYBODY, terms, carrier);
    }

    @Override
    protected void ask(ByteBuffer body) {
        add(new Command.Ping());
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        head(Status.OK, out)
                .line("Content-Type", PushdHttpRoutes.TEXT)
                .closes(!keepsAlive())
                .alone();
        end();
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
