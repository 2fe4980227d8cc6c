package io.pushcore.engine;

import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A place in a channel's log, and what comes after it: from the hot window while that reaches so far, else in pages from the
 * storage. One thread at a time polls; it alone touches the fields that are neither final nor volatile.
 */
final class LogPlace {
    private static final int PAGE_COUNT = 2_000;
    private static final long PAGE_BYTES = 1 << 20;

    private final Engine engine;
    private final ChannelState channel;
    /** Lets whoever polls poll again. */
    private final Runnable signal;

    private final AtomicReference<@Nullable Position> shown = new AtomicReference<>();
    private final AtomicLong readThrough = new AtomicLong(Long.MAX_VALUE);

    /** The answer of the storage that the poller has not taken yet. */
    private volatile @Nullable ReadResult loaded;

    private volatile boolean loading;
    /** Whether what is left is not read any more: the broker is closing, and its storage gives nothing or its time is up. */
    private volatile boolean unreadable;

    private String epoch = "";
    private long index;
    private boolean begun;
    private boolean known;
    /** Until the first event: what is trimmed up to here is no gap. */
    private long forgivesThrough = Origin.NOTHING;

    private @Nullable HotWindow loadWindow;
    private long loadHead;
    private @Nullable HotWindow stuckWindow;
    private long stuckHead;
    private ReadResult.@Nullable Found page;
    private int pageNext;
    /** A part of the window that it reads without looking at the head again: each look slows the publisher down. */
    private HotWindow.@Nullable Chunk stretch;

    private long stretchFrom;
    private long stretchThrough;
    /** Whether the look saw more, which stands in the next. */
    private boolean stretchIsPart;

    LogPlace(Engine engine, ChannelState channel, Runnable signal) {
        this.engine = engine;
        this.channel = channel;
        this.signal = signal;
    }

    // ---- any thread

    /** Publishing may have to wait for it to get beyond an index, before it begins. */
    void waitsAt(long index) {
        readThrough.set(index);
    }

    /** Publishing never waits for it again. */
    void waitsNoMore() {
        readThrough.set(Long.MAX_VALUE);
    }

    long readThrough() {
        return readThrough.get();
    }

    /** Where it will begin. */
    void shows(Position position) {
        shown.compareAndSet(null, position);
    }

    /** The position that was shown last. */
    Position position() {
        Position last = shown.get();
        return last != null ? last : new Position("0", 0);
    }

    /** Leaves what has not been read until now. */
    void cut() {
        unreadable = true;
    }

    boolean isCut() {
        return unreadable;
    }

    // ---- who polls

    boolean hasBegun() {
        return begun;
    }

    /** Begins at an origin. */
    void begin(Origin found) {
        begun = true;
        epoch = found.epoch();
        known = found.isKnown();
        forgivesThrough = found.forgivesThrough();
        moved(found.index());
    }

    /** Lets go of what was loaded. */
    void leave() {
        page = null;
    }

    boolean isLoading() {
        return loading;
    }

    /** Whether something was loaded that has not been given yet. */
    boolean hasLoaded() {
        return loaded != null || page != null;
    }

    boolean isAtHead() {
        HotWindow window = channel.window();
        return begun
                && page == null
                && loaded == null
                && !loading
                && window.epoch.equals(epoch)
                && index == window.head();
    }

    /** Whether the storage had nothing more for this position when the window stood as it stands now. */
    boolean isStuck() {
        return isStuck(channel.window());
    }

    /** How much there was when it looked at the window last, all of which has been given since; 0 while some is left, or it reads pages. */
    long foundLast() {
        return stretch != null && !stretchIsPart && index == stretchThrough ? stretchThrough - stretchFrom : 0;
    }

    /** The next event, or null if there is none now. */
    @Nullable
    Event poll() {
        while (true) {
            Event event;
            if (page != null) {
                event = fromPage(page);
            } else if (loaded != null) {
                event = takeLoaded(loaded);
            } else if (loading) {
                return null;
            } else if (stretch != null && index < stretchThrough) {
                event = fromStretch(stretch, index + 1);
            } else {
                HotWindow window = channel.window();
                if (known && window.epoch.equals(epoch) && index == window.head()) {
                    return null;
                }
                event = fromWindow(window);
                if (event == null && (loading || unreadable || isStuck(window))) {
                    return null;
                }
            }
            if (event != null) {
                return event;
            }
        }
    }

    private @Nullable Event fromWindow(HotWindow window) {
        long head = window.head();
        if (!known || !window.epoch.equals(epoch) || index > head) {
            load(window);
            return null;
        }
        long next = channel.rules().isLatestOnly() ? head : index + 1;
        HotWindow.Chunk chunk = window.around(next);
        if (chunk == null) {
            return fellOff(window);
        }
        window.touch(engine.time.nanoTime());
        if (stretch == null || !stretchIsPart) {
            stretchFrom = index;
        }
        stretch = chunk;
        stretchThrough = Math.min(head, chunk.last());
        stretchIsPart = stretchThrough < head;
        return fromStretch(chunk, next);
    }

    private @Nullable Event fromStretch(HotWindow.Chunk chunk, long next) {
        Message message = chunk.get(next);
        if (message == null) {
            return fellOff(channel.window());
        }
        forgivesThrough = Origin.NOTHING;
        moved(next);
        return shown(message);
    }

    private @Nullable Event fellOff(HotWindow window) {
        stretch = null;
        if (!channel.rules().isLive()) {
            if (channel.rules().isLatestOnly()) {
                moved(window.head() - 1);
            }
            load(window);
            return null;
        }
        moved(window.first() - 1);
        Position nowhere = new Position(ChannelState.LIVE_EPOCH, 0);
        engine.counters.gaps.increment();
        return new Gap(channel.name(), nowhere, nowhere);
    }

    private void moved(long through) {
        index = through;
        readThrough.lazySet(through);
        channel.hasRead(through);
    }

    /** The message as it is shown, or null if it has expired. */
    private @Nullable Message shown(Message message) {
        if (!message.expires().equals(Instant.MAX) && message.isExpiredAt(engine.time.now())) {
            return null;
        }
        shown.lazySet(message.position());
        engine.counters.delivered.increment();
        return message;
    }

    private boolean isStuck(HotWindow window) {
        return window == stuckWindow && window.head() == stuckHead;
    }

    private void load(HotWindow window) {
        if (unreadable || isStuck(window)) {
            return;
        }
        stretch = null;
        loadWindow = window;
        loadHead = window.head();
        loading = true;
        Read read = Read.after(channel.name(), new Position(epoch, index), PAGE_COUNT, PAGE_BYTES);
        engine.log.read(read).whenComplete((result, failure) -> {
            if (result != null) {
                loaded = result;
                loading = false;
                signal.run();
            } else if (engine.isClosing()) {
                unreadable = true;
                loading = false;
                signal.run();
            } else {
                engine.logLines.warn("read failed", "storage cannot be read, reading is repeated: " + failure);
                engine.time.schedule(Duration.ofMillis(200), () -> {
                    loading = false;
                    signal.run();
                });
            }
        });
    }

    private @Nullable Event takeLoaded(ReadResult result) {
        loaded = null;
        known = true;
        if (result instanceof ReadResult.Found found) {
            if (found.through().offset() == index && found.through().epoch().equals(epoch)) {
                stuckWindow = loadWindow;
                stuckHead = loadHead;
            }
            begin(found);
            return null;
        }
        HotWindow window = channel.window();
        if (window.epoch.equals(epoch) && window.reaches(index)) {
            // the log has let go of it, the window has not
            return null;
        }
        ReadResult.Gone gone = (ReadResult.Gone) result;
        boolean forgiven =
                gone.to().offset() <= forgivesThrough && gone.to().epoch().equals(epoch);
        forgivesThrough = Origin.NOTHING;
        epoch = gone.to().epoch();
        moved(gone.to().offset());
        begin(gone.rest());
        if (forgiven) {
            return null;
        }
        shown.set(gone.to());
        engine.counters.gaps.increment();
        engine.logLines.warn(
                "gap", "a reader of channel " + channel.name() + " met a gap from " + gone.from() + " to " + gone.to());
        return new Gap(channel.name(), gone.from(), gone.to());
    }

    private void begin(ReadResult.Found found) {
        page = found;
        pageNext = 0;
    }

    private @Nullable Event fromPage(ReadResult.Found found) {
        forgivesThrough = Origin.NOTHING;
        if (pageNext < found.messages().size()) {
            Message message = found.messages().get(pageNext++);
            epoch = message.position().epoch();
            moved(message.offset());
            return shown(message);
        }
        page = null;
        epoch = found.through().epoch();
        moved(found.through().offset());
        return null;
    }
}
