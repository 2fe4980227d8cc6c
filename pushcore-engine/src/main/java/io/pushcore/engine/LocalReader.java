package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.Subscription;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A reader in the process: a position in a channel, and a way to be woken. One thread at a time polls; it alone touches the fields
 * that are neither final nor volatile.
 */
abstract class LocalReader implements Subscription, Listening, Laggard {
    final Engine engine;
    final ChannelState channel;
    private final LogPlace place;
    private final CompletableFuture<Position> started = new CompletableFuture<>();
    /** Why nobody could tell where it begins. */
    private volatile @Nullable PushCoreException unfound;

    private final AtomicReference<@Nullable Closed> closing = new AtomicReference<>();
    private final AtomicBoolean left = new AtomicBoolean();

    /** Where it begins, set once; null until it is known. */
    private volatile @Nullable Origin origin;
    /** Who hands its events over now: it cannot wait for its own end. */
    private volatile @Nullable Thread handingOver;

    private boolean ended;

    LocalReader(Engine engine, ChannelState channel) {
        this.engine = engine;
        this.channel = channel;
        this.place = new LogPlace(engine, channel, this::signal);
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
                    place.waitsAt(channel.window().head());
                    channel.join(this, this);
                    channel.claims().giveBack();
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
                    channel.claims().giveBack();
                    resolved(null, failure);
                });
    }

    private void resolved(@Nullable Origin found, @Nullable Throwable failure) {
        if (found == null) {
            PushCoreException why = StorageAnswer.failure(failure == null ? new IllegalStateException() : failure);
            unfound = why;
            engine.errands.execute(() -> started.completeExceptionally(why));
            end(Closed.Reason.FAILED, why.sentence());
            return;
        }
        place.shows(found.position());
        if (found.isKnown()) {
            // from now on publishing may have to wait for it, whether it polls or not
            place.waitsAt(found.index());
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
        return place.position();
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
        place.cut();
        signal();
    }

    final boolean isCut() {
        return place.isCut();
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
        return place.readThrough() >= channel.window().head();
    }

    /** Whether the next event, once nothing is left to read, is its end. */
    final boolean isEnding() {
        Closed end = closing.get();
        return end != null && (isAtOnce(end) || place.isAtHead());
    }

    // ---- what the channel asks

    @Override
    public void wake() {
        signal();
    }

    @Override
    public long readThrough() {
        return place.readThrough();
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
        if (place.hasLoaded()) {
            return true;
        }
        Closed end = closing.get();
        if (end != null) {
            return isAtOnce(end) || !place.isLoading();
        }
        if (origin == null || place.isLoading()) {
            return false;
        }
        return !place.hasBegun() || (!place.isAtHead() && !place.isStuck());
    }

    /** Whether nothing more is read before the end. */
    private boolean isAtOnce(Closed end) {
        return end.reason() != Closed.Reason.BROKER_CLOSED || place.isCut();
    }

    /** How many events the last look found, all of which have been polled; 0 while some are left. */
    final long foundLast() {
        return place.foundLast();
    }

    /** Takes its place, if it is known, so that it can be told whether there is anything to read. */
    final void takePlace() {
        if (!ended) {
            hasPlace();
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
        Event event = hasPlace() ? place.poll() : null;
        if (event == null && end != null && !place.isLoading() && !place.hasLoaded()) {
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
        place.leave();
        if (left.compareAndSet(false, true)) {
            place.waitsNoMore();
            channel.onStrand(() -> channel.leave(this, this));
            PushCoreException why = unfound;
            started.completeExceptionally(
                    why != null ? why : new PushCoreException(ErrorCode.CLOSED, "subscription ended before it began"));
        }
        return end;
    }

    /** Tells those who wait for its end that the last event has been handed over. */
    final void finished() {
        engine.readership.remove(this);
    }

    /** Whether it has begun, or may now. */
    private boolean hasPlace() {
        Origin found = origin;
        if (!place.hasBegun() && found != null) {
            place.begin(found);
        }
        return place.hasBegun();
    }
}
