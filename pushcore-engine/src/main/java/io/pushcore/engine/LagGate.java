package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.Time;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds publishing back while it would push readers out of the hot window that it is to wait for. Who made it wait the full time
 * is not waited for again until it has caught up. Only the channel's strand touches it, but for {@link #awaits}.
 */
final class LagGate {
    private static final long NOTHING = Long.MAX_VALUE;

    private final Engine engine;
    private final ChannelState channel;
    private final List<Waited> readers = new ArrayList<>();
    /** How many of them have lost the right to be waited for. */
    private int lost;
    /** Nobody who is waited for has read less than this. */
    private long safeThrough;

    private long shutSince;
    private Time.@Nullable Timer timer;
    /** The index through which all are to have read before publishing goes on. */
    private volatile long awaited = NOTHING;

    LagGate(Engine engine, ChannelState channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** Whether publishing waits for a reader to get as far as this; who has then says so. */
    boolean awaits(long through) {
        return through >= awaited;
    }

    void add(Laggard reader) {
        readers.add(new Waited(reader));
        safeThrough = 0;
    }

    void remove(Laggard reader) {
        readers.removeIf(waited -> {
            boolean leaves = waited.reader == reader;
            lost -= leaves && waited.lostRight ? 1 : 0;
            return leaves;
        });
    }

    /** Whether so many bytes may be appended now. */
    boolean admits(HotWindow window, long bytes) {
        if (lost > 0) {
            forgive(window.head());
        }
        long excess = window.bytes() + bytes - engine.windows.perChannel();
        if (readers.isEmpty()
                || channel.rules().lag() == ChannelRules.Lag.GAP
                || excess <= 0
                // no message is smaller than this, so that no more of them would have to go
                || window.first() + excess / HotWindow.MESSAGE_OVERHEAD <= safeThrough) {
            open();
            return true;
        }
        if (isShut() && slowest() < awaited && !isOverdue()) {
            return false;
        }
        long needed = window.trimmedThrough(Math.max(0, engine.windows.perChannel() - bytes));
        if (needed <= safeThrough || needed < window.first()) {
            open();
            return true;
        }
        // not beyond the head: a reader may yet begin there
        safeThrough = Math.min(slowest(), window.head());
        if (safeThrough >= needed) {
            open();
            return true;
        }
        return waitedEnough(needed);
    }

    private boolean waitedEnough(long needed) {
        if (!isShut()) {
            shutSince = engine.time.nanoTime();
            timer = engine.time.schedule(channel.rules().lagWait(), channel::wakePump);
        } else if (isOverdue()) {
            for (Waited waited : readers) {
                if (!waited.lostRight && waited.reader.readThrough() < needed) {
                    waited.lostRight = true;
                    lost++;
                }
            }
            safeThrough = 0;
            return admitsAfterAll();
        }
        // set first, asked again after: a reader that gets on in between sees it
        awaited = needed;
        return slowest() >= needed && admitsAfterAll();
    }

    private boolean isShut() {
        return awaited != NOTHING;
    }

    private boolean isOverdue() {
        return engine.time.nanoTime() - shutSince >= channel.rules().lagWait().toNanos();
    }

    private boolean admitsAfterAll() {
        open();
        return true;
    }

    private long slowest() {
        long slowest = Long.MAX_VALUE;
        for (Waited waited : readers) {
            if (!waited.lostRight) {
                slowest = Math.min(slowest, waited.reader.readThrough());
            }
        }
        return slowest;
    }

    /** Who has caught up is waited for again. */
    private void forgive(long head) {
        for (Waited waited : readers) {
            if (waited.lostRight && waited.reader.readThrough() >= head) {
                waited.lostRight = false;
                lost--;
            }
        }
    }

    /** Ends the wait; where it is still needed, another begins. */
    void open() {
        if (isShut()) {
            awaited = NOTHING;
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }

    /** A reader, and whether it may hold publishing back. */
    private static final class Waited {
        private final Laggard reader;
        private boolean lostRight;

        Waited(Laggard reader) {
            this.reader = reader;
        }
    }
}
