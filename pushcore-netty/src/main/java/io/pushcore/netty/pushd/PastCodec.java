package io.pushcore.netty.pushd;

import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Start;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.Chunk;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.NudgeForm;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.RequestCodec;
import io.pushcore.netty.http.Status;
import io.pushcore.netty.line.JsonHistory;
import io.pushcore.netty.line.Nanos;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;

/** Answers with all that is kept from a time on, that time included: a chunk for each page where there are several. */
final class PastCodec extends RequestCodec {
    private static final int MESSAGES_A_PAGE = 200;

    private final String channel;
    private final long time;
    private final JsonHistory history = new JsonHistory();
    /** The head was written, the end was not. */
    private boolean begun;

    PastCodec(Request request, String channel, long time, Terms terms, Carrier carrier) {
        super(request, Head.EVERYBODY, terms, carrier);
        this.channel = channel;
        this.time = time;
    }

    @Override
    protected void ask(ByteBuffer body) {
        Start start = time <= 0 ? Start.earliest() : Start.since(Nanos.instant(time - 1));
        // who knows no chunks must be told the length beforehand, so that all of it would have to be held here
        boolean whole = request.isModern();
        int limit = whole ? MESSAGES_A_PAGE : History.MAX_LIMIT;
        add(new Command.ReadHistory(channel, History.from(start).limit(limit), whole));
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (!(reply instanceof Reply.HistoryPage page)) {
            return;
        }
        Output body = new Output(1 << 10);
        history.write(page, body);
        if (page.first() && page.last()) {
            whole(PushdHttpRoutes.TEXT, body, out);
            return;
        }
        if (page.first()) {
            begun = true;
            head(Status.OK, out).closes(!keepsAlive()).chunks(PushdHttpRoutes.TEXT);
        }
        Chunk.write(body, out);
        if (page.last()) {
            Chunk.last(out);
            end();
        }
    }

    @Override
    protected void refused(Command command, Reply.Refused refused, Output out) {
        if (begun) {
            breakOff();
        } else {
            super.refused(command, refused, out);
        }
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        if (begun && !hasEnded()) {
            breakOff();
        } else {
            super.farewell(code, sentence, out);
        }
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
