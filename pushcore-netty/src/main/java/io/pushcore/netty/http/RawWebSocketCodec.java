package io.pushcore.netty.http;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;

/** The raw WebSocket of one channel: a frame in publishes, a frame out is a payload. A gap ends it too. */
final class RawWebSocketCodec extends BareWebSocketCodec {
    private final String channel;

    RawWebSocketCodec(Request request, String channel, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
        this.channel = channel;
        add(Opening.subscribe(request, channel, terms));
    }

    @Override
    public void offer(Payload message) {
        add(new Command.Publish(channel, Publication.of(message)));
    }

    @Override
    public WireForm form() {
        return RawWebSocketForm.INSTANCE;
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Message message) {
            form().encode(message, out);
        } else if (event instanceof Gap gap) {
            String sentence = "gap " + gap.from() + " " + gap.to();
            throw endsBy(CloseCodes.GAP, new PushCoreException(ErrorCode.NOT_RECOVERABLE, sentence));
        } else if (event instanceof Closed closed && closed.reason() != Closed.Reason.UNSUBSCRIBED) {
            ErrorCode code = closed.reason() == Closed.Reason.REFUSED ? ErrorCode.FORBIDDEN : ErrorCode.CLOSED;
            end(CloseCodes.of(code), code, closed.sentence());
        }
    }
}
