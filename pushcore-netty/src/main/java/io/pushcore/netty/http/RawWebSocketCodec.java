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
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The raw WebSocket of one channel: a frame in publishes, a frame out is a payload. There is no place for answers, so that whatever
 * is refused, and a gap, ends it with a close code.
 */
final class RawWebSocketCodec implements MessageCodec {
    /** Below what proxies and mobile networks let a quiet connection live. */
    private static final Duration PING_EVERY = Duration.ofSeconds(25);

    private static final Duration PONG_WITHIN = Duration.ofSeconds(10);

    private final String channel;
    private final Carrier carrier;
    private final Deque<Command> commands = new ArrayDeque<>();
    private @Nullable PushCoreException refused;
    private int closeCode;

    RawWebSocketCodec(Request request, String channel, Terms terms, Carrier carrier) {
        this.channel = channel;
        this.carrier = carrier;
        Opening.credentials(request, terms).ifPresent(commands::add);
        commands.add(Opening.subscribe(request, channel, terms));
    }

    @Override
    public void offer(Payload message) {
        commands.add(new Command.Publish(channel, Publication.of(message)));
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        if (refused != null) {
            throw refused;
        }
        return commands.poll();
    }

    @Override
    public WireForm form() {
        return RawWebSocketForm.INSTANCE;
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Refused refusal) {
            end(CloseCodes.of(refusal.code()), refusal.code(), refusal.sentence());
        }
    }

    @Override
    public void encode(Event event, Output out) {
        if (event instanceof Message message) {
            form().encode(message, out);
        } else if (event instanceof Gap gap) {
            refused = new PushCoreException(ErrorCode.NOT_RECOVERABLE, "gap " + gap.from() + " " + gap.to());
            closeCode = CloseCodes.GAP;
            throw refused;
        } else if (event instanceof Closed closed && closed.reason() != Closed.Reason.UNSUBSCRIBED) {
            ErrorCode code = closed.reason() == Closed.Reason.REFUSED ? ErrorCode.FORBIDDEN : ErrorCode.CLOSED;
            end(CloseCodes.of(code), code, closed.sentence());
        }
    }

    /** Lets the engine close it: messages may be written behind what is encoded now, and none may follow a close frame. */
    private void end(int code, ErrorCode why, String sentence) {
        if (refused == null) {
            closeCode = code;
            refused = new PushCoreException(why, sentence);
            carrier.wake();
        }
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
        WebSocketFrames.ping(out);
    }

    @Override
    public void farewell(ErrorCode code, String sentence, Output out) {
        int known = refused == null ? CloseCodes.of(code) : closeCode;
        String reason = known == CloseCodes.GAP ? sentence : code.number() + " " + sentence;
        WebSocketFrames.close(known, reason, out);
    }
}
