package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Names;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Answers with a page of a channel's history. */
public final class HistoryCodec extends RequestCodec {
    private final String channel;

    HistoryCodec(Request request, String channel, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
        this.channel = channel;
    }

    @Override
    protected void ask(ByteBuffer body) {
        add(new Command.ReadHistory(channel, history(request, terms.now()), false));
    }

    /** What the parameters {@code since}, {@code limit} and {@code reverse} ask for. */
    public static History history(Request request, Instant now) {
        boolean newestFirst = flag(request, "reverse");
        Start start = Opening.start(request, Start.earliest(), now);
        int limit = request.parameter("limit").map(HistoryCodec::limit).orElse(100);
        return new History(start, limit, newestFirst);
    }

    private static int limit(String text) {
        return (int) Math.min(Position.parseOffset(text), Integer.MAX_VALUE);
    }

    private static boolean flag(Request request, String name) {
        String value = request.parameter(name).orElse("false");
        return switch (value) {
            case "", "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw new PushCoreException(
                        ErrorCode.BAD_REQUEST, name + " must be true or false: " + Names.shown(value));
        };
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.HistoryPage page) {
            Output body = new Output(1 << 10);
            PageJson.write(page.page(), body);
            json(body, out);
        }
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
