package io.pushcore.netty.socketio;

import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.Handshake;
import io.pushcore.netty.http.MessageCodec;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.transport.Output;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A WebSocket of a session. Only its lane touches it; what the session says to it comes from any. */
final class FrameCodec extends CarrierCodec implements MessageCodec {
    private static final int NORMAL = 1000;

    private final Request request;
    private final Function<FrameCodec, @Nullable EngineSession> home;
    private @Nullable EngineSession session;
    private boolean accepted;
    private boolean ended;

    /** @param home accepts the handshake and gives its session, or refuses it and gives none */
    FrameCodec(Request request, Carrier carrier, Function<FrameCodec, @Nullable EngineSession> home) {
        super(carrier);
        this.request = request;
        this.home = home;
    }

    @Override
    public void begins(Wire wire) {
        super.begins(wire);
        session = home.apply(this);
    }

    /** Answers the handshake; frames follow. */
    void accept() {
        accepted = true;
        Output out = new Output();
        Handshake.accept(request, List.of(), out);
        wire().say(out.toBytes(), Wire.Taken.NOTHING);
    }

    /** Refuses the handshake. */
    void refuse(PushCoreException error) {
        Output out = new Output();
        Refusal.answer(error, request.header("origin"), true, out);
        wire().say(out.toBytes(), Wire.Taken.NOTHING);
        carrier.finish();
    }

    @Override
    public boolean isOpen() {
        return accepted;
    }

    @Override
    public int maxFrameBytes() {
        EngineSession known = session;
        return known == null ? 0 : known.maxMessageBytes() + 1;
    }

    @Override
    public void offer(Payload message) {
        EngineSession known = session;
        if (known != null && !ended) {
            onLane(known.lane(), () -> known.framed(this, message));
        }
    }

    /** Says packets; {@code taken} is told on this carrier's lane. Any thread. */
    void say(List<Packet> packets, Version version, Wire.Taken taken) {
        Output out = new Output(256);
        packets.forEach(packet -> packet.frame(version, out));
        byte[] bytes = out.toBytes();
        onLane(() -> wire().say(bytes, taken));
    }

    /** Goes on or stops to read. Any thread. */
    void reading(boolean on) {
        onLane(() -> wire().connection().reading(on));
    }

    /** Closes it. Any thread. */
    void end() {
        onLane(() -> {
            if (!ended) {
                ended = true;
                Output out = new Output(8);
                WebSocketFrames.close(NORMAL, "", out);
                wire().say(out.toBytes(), Wire.Taken.NOTHING);
                carrier.finish();
            }
        });
    }

    @Override
    public void closed() {
        EngineSession known = session;
        if (known != null) {
            onLane(known.lane(), () -> known.socketGone(this));
        }
    }
}
