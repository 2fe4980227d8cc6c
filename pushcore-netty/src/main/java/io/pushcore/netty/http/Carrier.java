package io.pushcore.netty.http;

import java.time.Duration;

/** What carries one exchange or one WebSocket, as its codec sees it. Used on its lane only, but for {@link #wake}. */
public interface Carrier {
    /** Asks the codec for commands, soon. For who has some that did not come with a message or a body. On any thread. */
    void wake();

    /** Nothing more is to come or to be said, once what is under way has been answered and written. */
    void finish();

    /** Runs work on the lane later, unless all is over by then. One such work at a time. */
    void after(Duration delay, Runnable work);
}
