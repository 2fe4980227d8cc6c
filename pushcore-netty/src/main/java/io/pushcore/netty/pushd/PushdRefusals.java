package io.pushcore.netty.pushd;

import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.Methods;
import io.pushcore.netty.http.Problem;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.http.Status;
import io.pushcore.transport.Output;

/** Refusals as all ports have them, which every page may read; and pushd's own one. */
final class PushdRefusals implements Refusals {
    @Override
    public void refuse(PushCoreException error, String origin, boolean closes, Output out) {
        if (error.sentence().equals(PushdHttpRoutes.INVALID_TIME)) {
            Head.of(Status.of(error.code()), Head.EVERYBODY, out)
                    .closes(closes)
                    .whole(PushdHttpRoutes.TEXT, new Output().put(PushdHttpRoutes.INVALID_TIME));
        } else {
            Problem.answer(error, Head.EVERYBODY, closes, out);
        }
    }

    @Override
    public void wrongMethod(Request request, String methods, boolean closes, Output out) {
        Methods.answer(request, methods, Head.EVERYBODY, closes, out);
    }
}
