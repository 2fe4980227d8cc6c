package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What WebSockets without a protocol of their own share: there is no place for answers, so that whatever is refused ends them with a close code. */
abstract class BareWebSocketCodec implements MessageCodec {
    /** Below what proxies and mobile networks let a quiet connection live. */
    private static final Duration PING_EVERY = Duration.ofSeconds(25);

    private static final Duration PONG_WITHIN = Duration.ofSeconds(10);

    private final Carrier carrier;
    private final Deque<Command> commands = new ArrayDeque<>();
    private @Nullable PushCoreException refused;
    private int closeCode;

    BareWebSocketCodec(Request request, Terms terms, Carrier carrier) {
        this.carrier = carrier;
        Opening.credentials(request, terms).ifPresent(commands::add);
    }

    final void add(Command command) {
        commands.add(command);
    }

    @Override
    public final @Nullable Command decode(ByteBuffer in) {
        if (refused != null) {
            throw refused;
        }
        return commands.poll();
    }

    @Override
    public void encode(Command command, Reply reply, Output out) {
        if (reply instanceof Reply.Refused refusal) {
            end(CloseCodes.of(refusal.code()), refusal.code(), refusal.sentence());
        }
    }

    @Override
    public void encode(Event event, Output out) {}

    /** Lets the engine close it: messages may be written behind what is encoded now, and none may follow a close frame. */
    final void end(int code, ErrorCode why, String sentence) {
        if (refused == null) {
            endsBy(code, new PushCoreException(why, sentence));
            carrier.wake();
        }
    }

    /** Ends it now. */
    final PushCoreException endsBy(int code, PushCoreException why) {
        closeCode = code;
        refused = why;
        return why;
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
        WebSocketFrames.ping(out);
    }

    @Override
    public final void farewell(ErrorCode code, String sentence, Output out) {
        int known = refused == null ? CloseCodes.of(code) : closeCode;
        String reason = known == CloseCodes.GAP ? sentence : code.number() + " " + sentence;
        WebSocketFrames.close(known, reason, out);
    }
}
