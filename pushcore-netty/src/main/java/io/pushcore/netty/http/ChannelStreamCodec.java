package io.pushcore.netty.http;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.SessionBegin;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;

/** The messages of a channel as they come. */
final class ChannelStreamCodec extends StreamCodec {
    private final String channel;

    ChannelStreamCodec(Request request, String channel, StreamWords words, Terms terms, Carrier carrier) {
        super(request, words, terms, carrier);
        this.channel = channel;
    }

    @Override
    public SessionBegin sessionBegin() {
        return SessionBegin.WITH_CREDENTIALS;
    }

    @Override
    void askStream() {
        add(Opening.subscribe(request, channel, terms));
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Subscribed subscribed) {
            Output content = new Output();
            words.first(subscribed.start(), content);
            begin(content, out);
        }
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Message message) {
            form().encode(message, out);
        } else if (event instanceof Gap gap) {
            Output content = new Output();
            words.gap(gap, content);
            chunk(content, out);
        } else if (event instanceof Closed closed && closed.reason() != Closed.Reason.UNSUBSCRIBED) {
            boolean refused = closed.reason() == Closed.Reason.REFUSED;
            farewell(refused ? ErrorCode.FORBIDDEN : ErrorCode.CLOSED, closed.sentence(), out);
        }
    }

    @Override
    public WireForm form() {
        return words.form();
    }
}
