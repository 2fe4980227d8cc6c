package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.NudgeForm;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What all have in common that carry something of a session: no commands, and no broker that would answer them. */
abstract class CarrierCodec implements Codec, IoGate.Carries {
    final Carrier carrier;
    private @Nullable Wire wire;

    CarrierCodec(Carrier carrier) {
        this.carrier = carrier;
    }

    @Override
    public void begins(Wire newWire) {
        wire = newWire;
    }

    final Wire wire() {
        Wire known = wire;
        if (known == null) {
            throw new IllegalStateException("it has not begun");
        }
        return known;
    }

    final Lane lane() {
        return wire().lane();
    }

    /** Runs work on this carrier's lane: at once if this is the lane. */
    final void onLane(Runnable work) {
        onLane(lane(), work);
    }

    static void onLane(Lane lane, Runnable work) {
        if (lane.isCurrent()) {
            work.run();
        } else {
            lane.execute(work);
        }
    }

    @Override
    public final @Nullable Command decode(ByteBuffer in) {
        return null;
    }

    @Override
    public final WireForm form() {
        return NudgeForm.INSTANCE;
    }

    @Override
    public final void encode(Command command, Reply reply, Output out) {}

    @Override
    public final void encode(Event event, Output out) {}

    @Override
    public final void farewell(ErrorCode code, String sentence, Output out) {}
}
