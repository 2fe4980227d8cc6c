package io.pushcore.netty.socketio;

import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A request that waits for packets. */
final class PollCodec extends AnswerCodec {
    private final Consumer<PollCodec> arrived;
    private final Consumer<PollCodec> gone;

    /**
     * @param arrived where it goes once it has come whole; on its lane
     * @param gone told if it is given up before its answer was taken; on its lane
     */
    PollCodec(Request request, Carrier carrier, Consumer<PollCodec> arrived, Consumer<PollCodec> gone) {
        super(request, carrier);
        this.arrived = arrived;
        this.gone = gone;
    }

    @Override
    public void body(ByteBuffer bytes) {
        arrived.accept(this);
    }

    @Override
    void lost() {
        gone.accept(this);
    }
}
