package io.pushcore.engine.cluster;

import io.pushcore.Position;
import io.pushcore.Time;
import io.pushcore.storage.Changes;
import io.pushcore.storage.Head;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Asks the storage every few seconds what has moved, whatever became of the hints about it: so a carrier that is dead costs time and no
 * message. One round is under way at a time; what is asked for meanwhile follows it. Any thread asks; the rest is touched in turn.
 */
final class Healing {
    /** C2: a reader is behind by at most this and the reading. */
    static final Duration EVERY = Duration.ofSeconds(3);
    /** While the carrier is known to be dead. */
    static final Duration HURRIED = Duration.ofMillis(500);

    /** Those who want a round together have one. */
    private static final Duration SOON = Duration.ofMillis(50);

    private static final int MOST = 5_000;

    private final Footing footing;
    /** Null until the storage has said where it stands. */
    private @Nullable String token;

    private boolean underWay;
    private boolean again;
    private boolean hurried;
    private boolean stopped;
    /** Whether a round begins soon. */
    private boolean soon;

    private Time.@Nullable Timer timer;

    private final LongAdder rounds = new LongAdder();
    private volatile boolean failing;

    Healing(Footing footing) {
        this.footing = footing;
    }

    /** How often it has looked; any thread. */
    long rounds() {
        return rounds.sum();
    }

    /** Whether the storage did not answer the last time; any thread. */
    boolean isFailing() {
        return failing;
    }

    /** Looks now, or again after the round that is under way; any thread. */
    void look() {
        footing.turn().execute(() -> {
            if (underWay) {
                again = true;
            } else {
                begin();
            }
        });
    }

    /** Looks in a moment, once for all who ask meanwhile; any thread. */
    void lookSoon() {
        footing.turn().execute(() -> {
            if (!soon && !stopped) {
                soon = true;
                footing.time()
                        .schedule(
                                SOON,
                                () -> footing.turn().execute(() -> {
                                    soon = false;
                                    look();
                                }));
            }
        });
    }

    /** Whether to look more often, as no hints come; any thread. */
    void hurry(boolean now) {
        footing.turn().execute(() -> {
            boolean begins = now && !hurried;
            hurried = now;
            if (begins && !underWay) {
                begin();
            }
        });
    }

    void stop() {
        footing.turn().execute(() -> {
            stopped = true;
            cancel();
        });
    }

    private void begin() {
        cancel();
        if (!stopped) {
            underWay = true;
            again = false;
            if (token == null) {
                firstToken();
            } else {
                page(token);
            }
        }
    }

    private void firstToken() {
        footing.tokenOfNow()
                .whenComplete((now, failure) -> footing.turn().execute(() -> {
                    failed(now == null ? failure : null);
                    token = now;
                    if (now != null) {
                        // who came before is told of what had moved by then
                        footing.lookAtAll();
                    }
                    ended();
                }));
    }

    private void page(String from) {
        footing.changedSince(from, MOST)
                .whenComplete((changes, failure) -> footing.turn().execute(() -> {
                    failed(changes == null ? failure : null);
                    if (changes == null) {
                        ended();
                    } else {
                        told(changes);
                    }
                }));
    }

    private void failed(@Nullable Throwable failure) {
        failing = failure != null;
        if (failing) {
            footing.warn("changes", "what has moved cannot be asked for, that is repeated: " + failure);
        }
    }

    private void told(Changes changes) {
        token = changes.next();
        for (Head head : changes.heads()) {
            footing.moved(head.channel(), new Position(head.epoch(), head.last()));
        }
        // a storage that is written to all the time is never out of news
        if (changes.heads().size() < MOST) {
            ended();
        } else {
            page(changes.next());
        }
    }

    private void ended() {
        rounds.increment();
        underWay = false;
        if (stopped) {
            return;
        }
        if (again && !failing) {
            begin();
            return;
        }
        cancel();
        timer = footing.time().schedule(hurried ? HURRIED : EVERY, this::look);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
