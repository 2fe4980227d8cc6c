package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.Time;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds publishing back while it would push readers out of the hot window that it is to wait for. Who made it wait the full time
 * is not waited for again until it has caught up. Only the channel's strand touches it, but for {@link #isShut()}.
 */
final class LagGate {
    private final Engine engine;
    private final ChannelState channel;
    private final List<Waited> readers = new ArrayList<>();
    /** How many of them have lost the right to be waited for. */
    private int lost;
    /** Nobody who is waited for has read less than this. */
    private long safeThrough;

    private long shutSince;
    private Time.@Nullable Timer timer;
    private volatile boolean shut;

    LagGate(Engine engine, ChannelState channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** Whether publishing waits; a reader that gets on then says so. */
    boolean isShut() {
        return shut;
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
        if (readers.isEmpty()
                || channel.rules().lag() == ChannelRules.Lag.GAP
                || window.bytes() + bytes <= engine.windows.perChannel()) {
            open();
            return true;
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
        long now = engine.time.nanoTime();
        if (!shut) {
            shutSince = now;
            // set first, asked again after: a reader that gets on in between sees it
            shut = true;
            timer = engine.time.schedule(channel.rules().lagWait(), channel::wakePump);
            return slowest() >= needed && admitsAfterAll();
        }
        if (now - shutSince < channel.rules().lagWait().toNanos()) {
            return false;
        }
        for (Waited waited : readers) {
            if (!waited.lostRight && waited.reader.readThrough() < needed) {
                waited.lostRight = true;
                lost++;
            }
        }
        safeThrough = 0;
        return admitsAfterAll();
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

    private void open() {
        if (shut) {
            shut = false;
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
