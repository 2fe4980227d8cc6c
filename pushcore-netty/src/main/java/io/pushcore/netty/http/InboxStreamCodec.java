package io.pushcore.netty.http;

import io.pushcore.InboxEvent;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.SessionBegin;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;

/** What an inbox shows, as it comes. */
final class InboxStreamCodec extends StreamCodec {
    private InboxPlace place = new InboxPlace("", 0);

    InboxStreamCodec(Request request, StreamWords words, Terms terms, Carrier carrier) {
        super(request, words, terms, carrier);
    }

    @Override
    public SessionBegin sessionBegin() {
        return SessionBegin.WITH_INBOX;
    }

    @Override
    void askStream() {
        place = InboxPlace.of(request);
        Opening.user(request).ifPresent(this::add);
        add(place.open(request));
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.InboxOpened opened) {
            place = place.in(opened);
            Output content = new Output();
            words.session(opened, place.after(), content);
            begin(content, out);
        }
    }

    @Override
    public void deliver(InboxEvent event, Output out) {
        if (place.wants(InboxJson.seq(event))) {
            Output content = new Output();
            words.inbox(place.session(), event, content);
            chunk(content, out);
        }
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
