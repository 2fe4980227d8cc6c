package io.pushcore.netty.http;

import io.pushcore.PushCoreException;
import io.pushcore.transport.Output;

/** How a port says over HTTP that a request is refused. Without state. */
public interface Refusals {
    /** As problem objects say it: what all ports do that are not another system's. */
    Refusals PROBLEMS = new Refusals() {
        @Override
        public void refuse(PushCoreException error, String origin, boolean closes, Output out) {
            Problem.answer(error, origin, closes, out);
        }

        @Override
        public void wrongMethod(Request request, String methods, boolean closes, Output out) {
            Methods.answer(request, methods, closes, out);
        }
    };

    /** Writes a whole answer, for a page of this origin if there is one. */
    void refuse(PushCoreException error, String origin, boolean closes, Output out);

    /** The same to a method that leads nowhere from a path which is there. */
    void wrongMethod(Request request, String methods, boolean closes, Output out);
}
