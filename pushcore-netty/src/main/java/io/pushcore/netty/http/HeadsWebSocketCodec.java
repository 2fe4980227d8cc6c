package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.HeadNotice;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;

/** How far one's own log reaches, now and as it moves, a text frame each. Nothing is to come in. */
final class HeadsWebSocketCodec extends BareWebSocketCodec {
    HeadsWebSocketCodec(Request request, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
        Opening.user(request).ifPresent(this::add);
        add(new Command.WatchHead(true));
    }

    @Override
    public void offer(Payload message) {
        add(new Command.Unreadable(new PushCoreException(ErrorCode.BAD_REQUEST, "nothing is read here but heads")));
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        super.encode(command, reply, out);
        if (reply instanceof Reply.HeadWatched watched) {
            head(watched.newest(), out);
        }
    }

    @Override
    public void encode(HeadNotice notice, Output out) {
        head(notice.newest(), out);
    }

    private static void head(Position newest, Output out) {
        Output json = new Output();
        InboxJson.head(newest, json);
        WebSocketFrames.text(json.length(), out);
        out.put(json.toBytes());
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
