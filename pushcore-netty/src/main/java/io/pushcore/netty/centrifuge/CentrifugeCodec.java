package io.pushcore.netty.centrifuge;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.netty.http.MessageCodec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.PresenceChange;
import io.pushcore.transport.Reply;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The protocol of one connection: lines to requests, answers to messages. Only its lane touches it. */
final class CentrifugeCodec implements MessageCodec {
    /** What a client is told when it connects; it waits ten seconds longer. */
    static final Duration PING_EVERY = Duration.ofSeconds(25);

    private static final Duration PONG_WITHIN = Duration.ofSeconds(10);

    private final Carrier carrier;
    private final WireForm form;
    private final Session session;
    private final Requests requests;
    private final Lines lines = new Lines();
    /** What the engine has not answered; it answers in order. */
    private final Deque<Exchange> underWay = new ArrayDeque<>(2);

    CentrifugeCodec(Carrier carrier, WireForm form, Session session) {
        this.carrier = carrier;
        this.form = form;
        this.session = session;
        this.requests = new Requests(session);
    }

    @Override
    public void offer(Payload message) {
        lines.add(message);
    }

    /** Nothing comes in bytes: all commands stand in messages. */
    @Override
    public @Nullable Command decode(ByteBuffer in) {
        Fields line;
        while ((line = lines.next(session.terms().maxFrameBytes())) != null) {
            Optional<Exchange> exchange = requests.read(line);
            if (exchange.isPresent()) {
                underWay.add(exchange.get());
                return exchange.get().request().command();
            }
        }
        return null;
    }

    @Override
    public WireForm form() {
        return form;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        Exchange exchange = underWay.remove();
        if (exchange.isAnswered()) {
            message(json -> exchange.write(reply, json), out);
        }
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Message publication) {
            form.encode(publication, out);
        } else if (event instanceof Gap gap) {
            message(json -> Push.subscribeAgain(gap.channel(), "insufficient state", json), out);
        } else if (event instanceof Closed closed) {
            encode(closed, out);
        }
    }

    /** Other ends the client has asked for, or is told of by the farewell. */
    private void encode(Closed closed, Output out) {
        if (closed.reason() == Closed.Reason.REFUSED) {
            message(json -> Push.unsubscribed(closed.channel(), closed.sentence(), json), out);
        } else if (closed.reason() == Closed.Reason.FAILED) {
            message(json -> Push.subscribeAgain(closed.channel(), closed.sentence(), json), out);
        }
    }

    @Override
    public void encode(PresenceChange change, Output out) {
        message(json -> Push.presence(change, json), out);
    }

    @Override
    public Duration heartbeatEvery() {
        return PING_EVERY;
    }

    @Override
    public Duration heartbeatAnswerWithin() {
        return PONG_WITHIN;
    }

    @Override
    public void heartbeat(Output out) {
        message(json -> json.put("{}"), out);
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        carrier.end(CloseCode.of(code, session.isConnected()), sentence, out);
    }

    private void message(Consumer<Output> writer, Output out) {
        Output json = new Output();
        writer.accept(json);
        carrier.message(json, out);
    }
}
