package io.pushcore.netty.ipush;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.CloseCodes;
import io.pushcore.netty.http.Handshake;
import io.pushcore.netty.http.MessageCodec;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session of ipush over a WebSocket: a text frame for each message. Only its lane touches it. */
final class FramedCodec extends IpushCodec implements MessageCodec {
    private static final Duration PONG_WITHIN = Duration.ofSeconds(10);

    /** RFC 6455, section 7.4.1. */
    private static final int DONE = 1000;

    private final Request request;

    FramedCodec(Connect connect, IpushSite site, Terms terms, Carrier carrier) {
        super(connect, site, terms, carrier);
        this.request = connect.request();
    }

    @Override
    public boolean isOpen() {
        return hasOpened();
    }

    @Override
    public void offer(Payload message) {
        add(
                message.type() == Payload.Type.BINARY
                        ? new Command.Unreadable(new PushCoreException(
                                ErrorCode.BAD_REQUEST, "this is no message: a frame must be text"))
                        : read(ByteBuffer.wrap(message.bytes())));
    }

    @Override
    public @Nullable Command decode(ByteBuffer in) {
        Command waiting = waiting();
        return hasEnded() ? null : waiting;
    }

    @Override
    void opened(Output out) {
        Handshake.accept(request, List.of(), out);
    }

    @Override
    void frame(Output content, Output out) {
        WebSocketFrames.text(content.length(), out);
        out.put(content.toBytes());
    }

    @Override
    void last(Output out) {
        WebSocketFrames.close(DONE, "", out);
    }

    @Override
    void goodbye(ErrorCode code, String sentence, Output out) {
        WebSocketFrames.close(CloseCodes.of(code), code.number() + " " + sentence, out);
    }

    @Override
    public Duration heartbeatAnswerWithin() {
        return PONG_WITHIN;
    }

    @Override
    public void heartbeat(Output out) {
        WebSocketFrames.ping(out);
    }
}
