package io.pushcore.netty.socketio;

import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.util.List;

/** A request that brings packets. */
final class PostCodec extends AnswerCodec {
    private final EngineSession session;

    PostCodec(Request request, Carrier carrier, EngineSession session) {
        super(request, carrier);
        this.session = session;
    }

    @Override
    public int maxBodyBytes() {
        return session.maxBodyBytes();
    }

    @Override
    public void body(ByteBuffer bytes) {
        try {
            boolean binary = request.contentType().equals("application/octet-stream");
            List<Packet> packets = session.version().read(bytes, binary);
            onLane(session.lane(), () -> session.posted(packets, this));
        } catch (PushCoreException broken) {
            onLane(session.lane(), () -> session.brokenPost(this));
        }
    }

    @Override
    void lost() {
        onLane(session.lane(), () -> session.postGone(this));
    }
}
