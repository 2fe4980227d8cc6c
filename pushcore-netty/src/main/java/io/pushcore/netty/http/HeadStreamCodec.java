package io.pushcore.netty.http;

import io.pushcore.Position;
import io.pushcore.transport.Command;
import io.pushcore.transport.HeadNotice;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.time.Duration;

/** How far one's own log reaches, now and as it moves. */
final class HeadStreamCodec extends StreamCodec {
    private static final Duration COME_BACK = Duration.ofSeconds(2);

    HeadStreamCodec(Request request, StreamWords words, Terms terms, Carrier carrier) {
        super(request, words, terms, carrier);
    }

    @Override
    void askStream() {
        Opening.user(request).ifPresent(this::add);
        add(new Command.WatchHead(true));
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.HeadWatched watched) {
            Output content = new Output();
            words.comeBack(COME_BACK, content);
            begin(head(watched.newest(), content), out);
        }
    }

    @Override
    public void encode(HeadNotice notice, Output out) {
        if (!hasEnded()) {
            chunk(head(notice.newest(), new Output()), out);
        }
    }

    private Output head(Position newest, Output content) {
        words.head(newest, content);
        return content;
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
