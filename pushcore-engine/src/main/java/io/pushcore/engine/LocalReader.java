package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.Subscription;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A reader in the process: a position in a channel, and a way to be woken. One thread at a time polls; it alone touches the fields
 * that are neither final nor volatile.
 */
abstract class LocalReader implements Subscription, Listening, Laggard {
    private static final int PAGE_COUNT = 500;
    private static final long PAGE_BYTES = 1 << 20;

    final Engine engine;
    final ChannelState channel;
    private final CompletableFuture<Position> started = new CompletableFuture<>();
    private final AtomicReference<@Nullable Position> shown = new AtomicReference<>();
    private final AtomicLong readThrough = new AtomicLong(Long.MAX_VALUE);
    private final AtomicReference<@Nullable Closed> closing = new AtomicReference<>();
    private final AtomicBoolean left = new AtomicBoolean();

    /** Where it begins, set once; null until it is known. */
    private volatile @Nullable Origin origin;
    /** The answer of the storage that the poller has not taken yet. */
    private volatile @Nullable ReadResult loaded;

    private volatile boolean loading;
    /** Whether what is left is not read any more: the broker is closing, and its storage gives nothing or its time is up. */
    private volatile boolean unreadable;
    /** Who hands its events over now: it cannot wait for its own end. */
    private volatile @Nullable Thread handingOver;

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
    private boolean ended;
    /** A part of the window that it reads without looking at the head again: each look slows the publisher down. */
    private HotWindow.@Nullable Chunk stretch;

    private long stretchThrough;

    LocalReader(Engine engine, ChannelState channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** Lets whoever polls poll again; any thread, never blocks. */
    abstract void signal();

    /** Joins the channel, which was claimed, and finds the start. */
    void begin(Start start) {
        engine.readership.add(this);
        if (engine.isClosing()) {
            // whoever told the others may not have seen this one
            end(Closed.Reason.BROKER_CLOSED, "broker is closed");
        }
        channel.withHead(
                () -> {
                    readThrough.set(channel.window().head());
                    channel.join(this, this);
                    channel.release();
                    if (left.get()) {
                        // it ended before it was here to leave
                        channel.leave(this, this);
                        return;
                    }
                    Origin.of(engine, channel, start).whenComplete(this::resolved);
                    if (closing.get() != null) {
                        signal();
                    }
                },
                failure -> {
                    channel.release();
                    resolved(null, failure);
                });
    }

    private void resolved(@Nullable Origin found, @Nullable Throwable failure) {
        if (found == null) {
            PushCoreException why = StorageAnswer.failure(failure == null ? new IllegalStateException() : failure);
            engine.errands.execute(() -> started.completeExceptionally(why));
            end(Closed.Reason.FAILED, why.sentence());
            return;
        }
        shown.compareAndSet(null, found.position());
        if (found.isKnown()) {
            // from now on publishing may have to wait for it, whether it polls or not
            readThrough.set(found.index());
        }
        origin = found;
        engine.errands.execute(() -> started.complete(found.position()));
        signal();
    }

    // ---- what the application asks

    @Override
    public String name() {
        return channel.name();
    }

    @Override
    public CompletableFuture<Position> started() {
        return started;
    }

    @Override
    public Position position() {
        Position last = shown.get();
        return last != null ? last : new Position("0", 0);
    }

    @Override
    public void close() {
        end(Closed.Reason.UNSUBSCRIBED, "");
    }

    /** Ends it; with {@code BROKER_CLOSED} after what is there has been read. */
    void end(Closed.Reason reason, String sentence) {
        if (closing.compareAndSet(null, new Closed(channel.name(), reason, sentence))) {
            signal();
        }
    }

    /** Leaves what it has not read until now; for a broker that must end now. */
    final void cut() {
        unreadable = true;
        signal();
    }

    final boolean isCut() {
        return unreadable;
    }

    /** Whether those who close the broker are to wait for it. */
    boolean holdsUp(Set<Thread> closers) {
        Thread thread = handingOver;
        return thread == null || !closers.contains(thread);
    }

    /** Begins and ends a turn of handing over on this thread. */
    final void beginTurn() {
        handingOver = Thread.currentThread();
    }

    final void endTurn() {
        handingOver = null;
    }

    /** Whether it has taken all there is; any thread, roughly. */
    final boolean hasCaughtUp() {
        return readThrough.get() >= channel.window().head();
    }

    /** Whether the next event, once nothing is left to read, is its end. */
    final boolean isEnding() {
        Closed end = closing.get();
        return end != null && (isAtOnce(end) || isAtHead());
    }

    // ---- what the channel asks

    @Override
    public void wake() {
        signal();
    }

    @Override
    public long readThrough() {
        return readThrough.get();
    }

    // ---- polling

    /** Whether the last event has been given; who polls may ask. */
    final boolean hasEnded() {
        return ended;
    }

    /** Whether a poll could give something. */
    final boolean isBehind() {
        if (ended) {
            return false;
        }
        if (loaded != null || page != null) {
            return true;
        }
        Closed end = closing.get();
        if (end != null) {
            return isAtOnce(end) || !loading;
        }
        if (origin == null || loading) {
            return false;
        }
        return !begun || (!isAtHead() && !isStuck(channel.window()));
    }

    /** Whether nothing more is read before the end. */
    private boolean isAtOnce(Closed end) {
        return end.reason() != Closed.Reason.BROKER_CLOSED || unreadable;
    }

    private boolean isAtHead() {
        HotWindow window = channel.window();
        return begun
                && page == null
                && loaded == null
                && !loading
                && window.epoch.equals(epoch)
                && index == window.head();
    }

    /** Takes its place, if it is known, so that it can be told whether there is anything to read. */
    final void takePlace() {
        if (!begun && !ended) {
            take(origin);
        }
    }

    /** The next event, or null if there is none now. */
    final @Nullable Event poll() {
        if (ended) {
            return null;
        }
        Closed end = closing.get();
        if (end != null && isAtOnce(end)) {
            return leave(end);
        }
        Event event = begun || take(origin) ? pollLog() : null;
        if (event == null && end != null && !loading && loaded == null) {
            return leave(end);
        }
        return event;
    }

    /** Leaves with whatever is left unread; by who polls. */
    final void drop() {
        if (!ended) {
            leave(new Closed(channel.name(), Closed.Reason.UNSUBSCRIBED, ""));
        }
    }

    /** Its end, if nothing comes before it; never anything else. */
    final @Nullable Event pollEnd() {
        Closed end = closing.get();
        return end != null && !ended && isEnding() ? leave(end) : null;
    }

    private Closed leave(Closed end) {
        ended = true;
        page = null;
        if (left.compareAndSet(false, true)) {
            readThrough.set(Long.MAX_VALUE);
            channel.onStrand(() -> channel.leave(this, this));
            started.completeExceptionally(
                    new PushCoreException(ErrorCode.CLOSED, "subscription ended before it began"));
        }
        return end;
    }

    /** Tells those who wait for its end that the last event has been handed over. */
    final void finished() {
        engine.readership.remove(this);
    }

    private boolean take(@Nullable Origin found) {
        if (found == null) {
            return false;
        }
        begun = true;
        epoch = found.epoch();
        known = found.isKnown();
        forgivesThrough = found.forgivesThrough();
        moved(found.index());
        return true;
    }

    private @Nullable Event pollLog() {
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
        stretch = chunk;
        stretchThrough = Math.min(head, chunk.last());
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

    /** Whether the storage had nothing more for this position when the window stood as it stands now. */
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
                signal();
            } else if (engine.isClosing()) {
                unreadable = true;
                loading = false;
                signal();
            } else {
                engine.logLines.warn("read failed", "storage cannot be read, reading is repeated: " + failure);
                engine.time.schedule(Duration.ofMillis(200), () -> {
                    loading = false;
                    signal();
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
            page = found;
            pageNext = 0;
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
        if (forgiven) {
            return null;
        }
        shown.set(gone.to());
        engine.counters.gaps.increment();
        engine.logLines.warn(
                "gap", "a reader of channel " + channel.name() + " met a gap from " + gone.from() + " to " + gone.to());
        return new Gap(channel.name(), gone.from(), gone.to());
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
