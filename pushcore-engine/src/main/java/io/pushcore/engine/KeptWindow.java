package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.engine.inbox.Inboxes;
import java.time.Duration;

/**
 * The hot window of a channel: filled while somebody here reads the channel, and counted among those of all channels. Only the
 * channel's strand touches it, but for what is said to be for any thread.
 */
final class KeptWindow {
    private final Engine engine;
    private final ChannelState channel;
    private volatile HotWindow window;
    /** Whether it is kept for open inboxes, without other readers. */
    private boolean isForInboxes;
    /** Whether the channel stands among the active ones of this second. */
    private volatile boolean active;

    KeptWindow(Engine engine, ChannelState channel, String epoch) {
        this.engine = engine;
        this.channel = channel;
        this.window = new HotWindow(epoch, 0, engine.time.nanoTime());
    }

    /** What lagging readers read from; any thread. */
    HotWindow now() {
        return window;
    }

    boolean isForInboxes() {
        return isForInboxes;
    }

    /** The channel is no longer among the active ones; any thread. */
    void forgetActive() {
        active = false;
    }

    /** A message that all who read are to see. */
    void append(Message message) {
        boolean read = !channel.audience().isEmpty() || isReadByInboxes();
        // after that: the window begins anew when the last inbox has left
        HotWindow now = window;
        if (!active) {
            active = engine.activity.note(channel, now);
        }
        if (!read) {
            now.skip();
            return;
        }
        long grown = now.append(message);
        engine.windows.count(grown - now.trim(engine.windows.perChannel()));
        channel.audience().record(message);
    }

    /** Whether open inboxes read the channel, for which the window is kept. */
    private boolean isReadByInboxes() {
        Inboxes inboxes = engine.inboxes;
        boolean read = inboxes != null && inboxes.isFollowed(channel.name());
        if (read != isForInboxes) {
            isForInboxes = read;
            if (read) {
                keep();
            } else {
                letGo();
            }
        }
        return read;
    }

    /** Somebody reads. */
    void keep() {
        engine.windows.hold(this);
    }

    /** Nobody reads any more. */
    void letGo() {
        engine.windows.letGo(this);
        restart(window.epoch, window.head());
    }

    /** Begins at a place of the log, before anybody has the channel. */
    void beginAt(Position head) {
        window = new HotWindow(head.epoch(), head.offset(), engine.time.nanoTime());
    }

    /** Begins another, after which nothing has been read. */
    HotWindow restart(String epoch, long head) {
        HotWindow next = new HotWindow(epoch, head, engine.time.nanoTime());
        if (!epoch.equals(window.epoch)) {
            // what waits behind a hole is of the epoch before
            channel.elsewhere().forget();
        }
        engine.windows.count(-window.bytes());
        window = next;
        channel.audience().restart(next);
        return next;
    }

    // ---- its part of the budget

    /** The channel's. */
    String name() {
        return channel.name();
    }

    /** When it was last read or, where no log has what it drops, written; any thread. */
    long usedAt() {
        HotWindow now = window;
        Message newest = channel.rules().isLive() ? now.get(now.head()) : null;
        if (newest == null) {
            return now.readAt();
        }
        Duration age = Duration.between(newest.time(), engine.time.now());
        return Math.max(now.readAt(), engine.time.nanoTime() - age.toNanos());
    }

    /** Gives back half of it soon; all of it, where that is the newest message only. Any thread. */
    void halve() {
        channel.onStrand(() -> {
            long dropped = window.trim(window.bytes() / 2);
            engine.windows.count(-(dropped > 0 ? dropped : window.clear()));
        });
    }
}
