package io.pushcore.netty.http;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Answers with the messages of a channel as they come, a chunk each, for as long as the client stays. */
abstract class StreamCodec extends RequestCodec {
    /** Below what proxies and mobile networks let a quiet connection live. */
    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(25);

    private final String channel;
    private boolean open;

    StreamCodec(Request request, String channel, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
        this.channel = channel;
    }

    /** The media type. */
    abstract String type();

    /** What the stream begins with, if anything. */
    abstract void first(Position position, Output content);

    abstract void gap(Gap gap, Output content);

    abstract void end(ErrorCode code, String sentence, Output content);

    /** When the client is to come back, if there is a word for it. */
    void comeBack(Duration after, Output content) {}

    abstract void beat(Output content);

    /** What is meant for the client and none of its channels. */
    abstract void said(Payload payload, Output content);

    @Override
    final void ask(ByteBuffer body) {
        if (!request.isModern()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "a stream needs HTTP/1.1");
        }
        add(Opening.subscribe(request, channel, terms));
    }

    @Override
    final void answer(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Subscribed subscribed) {
            open = true;
            head(Status.OK, out).chunks(type());
            Output content = new Output();
            first(subscribed.start(), content);
            chunk(content, out);
        }
    }

    @Override
    public final void encode(Event event, Output out) {
        if (event instanceof Message message) {
            form().encode(message, out);
        } else if (event instanceof Gap gap) {
            Output content = new Output();
            gap(gap, content);
            chunk(content, out);
        } else if (event instanceof Closed closed && closed.reason() != Closed.Reason.UNSUBSCRIBED) {
            boolean refused = closed.reason() == Closed.Reason.REFUSED;
            farewell(refused ? ErrorCode.FORBIDDEN : ErrorCode.CLOSED, closed.sentence(), out);
        }
    }

    @Override
    public final Duration heartbeatEvery() {
        return HEARTBEAT_EVERY;
    }

    @Override
    public final void heartbeat(Output out) {
        if (open && !hasEnded()) {
            Output content = new Output();
            beat(content);
            chunk(content, out);
        }
    }

    @Override
    public final boolean broadcast(Payload payload, Output out) {
        boolean says = open && !hasEnded();
        if (says) {
            Output content = new Output(payload.length() + 64);
            said(payload, content);
            chunk(content, out);
        }
        return says;
    }

    @Override
    public final void farewell(ErrorCode code, String sentence, Output out) {
        if (!open) {
            super.farewell(code, sentence, out);
        } else if (!hasEnded()) {
            Output content = new Output();
            if (code == ErrorCode.CLOSED) {
                comeBack(terms.reconnectAfter(), content);
            }
            end(code, sentence, content);
            chunk(content, out);
            Chunk.last(out);
            end();
        }
    }

    private static void chunk(Output content, Output out) {
        // a chunk of nothing would be the last
        if (content.length() > 0) {
            Chunk.write(content, out);
        }
    }
}
