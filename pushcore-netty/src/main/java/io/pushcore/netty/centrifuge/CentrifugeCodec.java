package io.pushcore.netty.centrifuge;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.HeadNotice;
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

/** The protocol of one connection, wherever its commands come from. Only its lane touches it. */
abstract class CentrifugeCodec implements Codec {
    /** What a client is told when it connects; it waits ten seconds longer. */
    static final Duration PING_EVERY = Duration.ofSeconds(25);

    private static final Duration PONG_WITHIN = Duration.ofSeconds(10);

    private final PushForm form;
    private final Session session;
    private final Requests requests;
    /** What the engine has not answered; it answers in order. */
    private final Deque<Exchange> underWay = new ArrayDeque<>(2);
    /** What a request that was begun needs next; no other is begun before. */
    private @Nullable Exchange step;

    CentrifugeCodec(PushForm form, Session session) {
        this.form = form;
        this.session = session;
        this.requests = new Requests(session);
    }

    Session session() {
        return session;
    }

    /** The next command that may run, if there is one. */
    abstract @Nullable Fields next();

    /** Writes what stands before the first message. */
    void open(Output out) {}

    /** Nothing comes in bytes. */
    @Override
    public final @Nullable Command decode(ByteBuffer in) {
        Exchange more = step;
        if (more != null) {
            step = null;
            underWay.add(more);
            return more.request().command();
        }
        Fields command;
        while ((command = next()) != null) {
            Optional<Exchange> exchange = requests.read(command);
            if (exchange.isPresent()) {
                underWay.add(exchange.get());
                return exchange.get().request().command();
            }
        }
        return null;
    }

    @Override
    public final WireForm form() {
        return form;
    }

    @Override
    public final void encode(Command command, Reply reply, Output out) {
        Exchange exchange = underWay.remove();
        step = exchange.next(reply).orElse(null);
        if (step == null && exchange.isAnswered()) {
            message(json -> exchange.write(reply, json), out);
        }
    }

    @Override
    public final void encode(Event event, Output out) {
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
        } else if (closed.reason() == Closed.Reason.EXPIRED) {
            message(json -> Push.subscriptionExpired(closed.channel(), closed.sentence(), json), out);
        } else if (closed.reason() == Closed.Reason.FAILED) {
            message(json -> Push.subscribeAgain(closed.channel(), closed.sentence(), json), out);
        }
    }

    @Override
    public final void deliver(InboxEvent event, Output out) {
        message(json -> Push.inbox(session.userChannel(), event, json), out);
    }

    @Override
    public final void encode(HeadNotice notice, Output out) {
        if (session.isConnected()) {
            message(json -> Push.head(notice.newest(), json), out);
        } else {
            // a client knows no pushes yet: the answer tells it
            session.headMoved(notice.newest());
        }
    }

    @Override
    public final void encode(PresenceChange change, Output out) {
        message(json -> Push.presence(change, json), out);
    }

    /** Before it has connected a client knows no pushes. */
    @Override
    public final boolean broadcast(Payload payload, Output out) {
        if (!session.isConnected()) {
            return false;
        }
        message(json -> Push.message(payload, json), out);
        return true;
    }

    @Override
    public final Duration heartbeatEvery() {
        return PING_EVERY;
    }

    @Override
    public final Duration heartbeatAnswerWithin() {
        return PONG_WITHIN;
    }

    @Override
    public final void heartbeat(Output out) {
        message(json -> json.put("{}"), out);
    }

    @Override
    public final void farewell(ErrorCode code, String sentence, Output out) {
        open(out);
        form.framing().end(CloseCode.of(code), sentence, out);
    }

    private void message(Consumer<Output> writer, Output out) {
        Output json = new Output();
        writer.accept(json);
        open(out);
        form.framing().message(json, out);
    }
}
