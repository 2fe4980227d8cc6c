package io.pushcore.engine.inbox;

import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import io.pushcore.storage.Head;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How far the own log of one user reaches, and who is told and how often. All of it is touched on its turns only, but for {@link #watchers}. */
final class OwnHead {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration BUSY_TELLS = Duration.ofSeconds(5);
    /** More in {@link #BUSY_TELLS} are more than one a second. */
    private static final int BUSY_BRINGS = 5;

    private final Ground ground;
    private final String log;
    private final Turns turns;
    private final Map<HeadSink, CompletableFuture<Position>> sinks = new LinkedHashMap<>();
    /** How many watch it or are about to; guarded by its entry in {@link Heads}. */
    int watchers;

    private @Nullable Position newest;
    private Position told = Position.NOWHERE;
    private long toldAt;
    private Position atLastTick = Position.NOWHERE;
    /** Whether more than one message a second comes. */
    private boolean busy;

    private Time.@Nullable Timer ticking;

    OwnHead(Ground ground, String log) {
        this.ground = ground;
        this.log = log;
        this.turns = new Turns(
                ground.executor(),
                thrown -> ground.warn("head notices", "telling the head of a log failed: " + thrown));
    }

    // ---- any thread

    void join(HeadSink sink, CompletableFuture<Position> begun) {
        turns.execute(() -> add(sink, begun));
    }

    void leave(HeadSink sink) {
        turns.execute(() -> {
            sinks.remove(sink);
            stopIfAlone();
        });
    }

    void news(Position position) {
        turns.execute(() -> moved(position));
    }

    CompletableFuture<Void> end(PushCoreException why) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        turns.execute(() -> {
            tell();
            sinks.forEach((sink, begun) -> {
                sink.closed();
                begun.completeExceptionally(why);
            });
            sinks.clear();
            stopIfAlone();
            ended.complete(null);
        });
        return ended;
    }

    // ---- its turns

    private void add(HeadSink sink, CompletableFuture<Position> begun) {
        sinks.put(sink, begun);
        if (newest != null) {
            begun.complete(newest);
        } else {
            ground.heads(List.of(log))
                    .whenComplete((heads, failure) -> turns.execute(() -> {
                        if (heads == null) {
                            begun.completeExceptionally(failure);
                        } else {
                            found(heads.get(0));
                        }
                    }));
        }
    }

    private void found(Head head) {
        if (newest == null) {
            begin(new Position(head.epoch(), head.last()));
        }
    }

    /** Gives those who wait for it the first position. */
    private void begin(Position first) {
        newest = first;
        told = first;
        sinks.values().forEach(begun -> begun.complete(first));
    }

    private void moved(Position position) {
        if (newest == null) {
            begin(position);
            return;
        }
        newest = position;
        if (ticking == null && !sinks.isEmpty()) {
            tell();
        }
    }

    private void tell() {
        Position now = newest;
        if (now == null || now.equals(told)) {
            return;
        }
        told = now;
        toldAt = ground.time().nanoTime();
        // before anybody hears of it, who may then let time pass
        tickSoon();
        sinks.keySet().forEach(sink -> sink.head(now));
    }

    private void tickSoon() {
        ticking = ground.time().schedule(TICK, () -> turns.execute(this::tick));
    }

    private void tick() {
        ticking = null;
        Position now = newest;
        if (sinks.isEmpty() || now == null) {
            return;
        }
        if (now.equals(told)) {
            busy = false;
            return;
        }
        boolean quiet = now.equals(atLastTick);
        long since = now.epoch().equals(told.epoch()) ? now.offset() - told.offset() : now.offset();
        boolean due = ground.time().nanoTime() - toldAt >= BUSY_TELLS.toNanos();
        atLastTick = now;
        if (quiet || due || (!busy && since == 1)) {
            busy = !quiet && since > BUSY_BRINGS;
            tell();
        } else {
            busy = true;
            tickSoon();
        }
    }

    private void stopIfAlone() {
        if (sinks.isEmpty() && ticking != null) {
            ticking.cancel();
            ticking = null;
        }
    }
}
