package io.pushcore.netty;

import io.netty.util.concurrent.EventExecutor;
import io.pushcore.transport.Lane;
import java.util.concurrent.RejectedExecutionException;

/** An event loop. */
final class NettyLane implements Lane {
    private final EventExecutor loop;

    NettyLane(EventExecutor loop) {
        this.loop = loop;
    }

    /** Work that comes after the transport was closed is dropped: no connection is left that it could be about. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void execute(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException closed) {
            // see above
        }
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }
}
