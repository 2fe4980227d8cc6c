package io.pushcore.netty.centrifuge;

import io.pushcore.Payload;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What came for a stream by other requests and was not read yet. Put into by any lane, emptied on the lane of the stream. */
final class Mailbox {
    private static final int MOST_BYTES = 256 << 10;
    /** What a message takes besides its own bytes. */
    private static final int MESSAGE_BYTES = 64;

    private final String secret;
    private final Runnable wake;
    private final Mailboxes home;
    private final Queue<Payload> messages = new ConcurrentLinkedQueue<>();
    private final AtomicInteger bytes = new AtomicInteger();

    /**
     * @param secret what gives the right to put something into it
     * @param wake has it emptied soon; run on any lane
     */
    Mailbox(Mailboxes home, String secret, Runnable wake) {
        this.home = home;
        this.secret = secret;
        this.wake = wake;
    }

    String secret() {
        return secret;
    }

    /** Takes a message if there is room for it; one has room always. */
    boolean put(Payload message) {
        int length = MESSAGE_BYTES + message.length();
        if (bytes.getAndAdd(length) > 0 && bytes.get() > MOST_BYTES) {
            bytes.addAndGet(-length);
            return false;
        }
        messages.add(message);
        wake.run();
        return true;
    }

    /** Moves the oldest message there is; false if there is none. */
    boolean moveTo(Lines lines) {
        Payload oldest = messages.poll();
        if (oldest == null) {
            return false;
        }
        bytes.addAndGet(-MESSAGE_BYTES - oldest.length());
        lines.add(oldest);
        return true;
    }

    /** Nobody will empty it any more. */
    void close() {
        home.forget(this);
        messages.clear();
    }
}
