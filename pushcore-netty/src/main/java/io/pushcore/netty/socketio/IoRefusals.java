package io.pushcore.netty.socketio;

import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Output;

/** How a port of Socket.IO refuses over HTTP. */
final class IoRefusals implements Refusals {
    @Override
    public void refuse(PushCoreException error, String origin, boolean closes, Output out) {
        Refusal.answer(error, origin, closes, out);
    }

    @Override
    public void wrongMethod(Request request, String methods, boolean closes, Output out) {
        if (request.method().equals("OPTIONS")) {
            Refusals.PROBLEMS.wrongMethod(request, methods, closes, out);
        } else {
            Refusal.BAD_HANDSHAKE.answer(request.header("origin"), closes, out);
        }
    }
}
