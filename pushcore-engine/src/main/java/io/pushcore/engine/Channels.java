package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The channels in use. A channel that nobody used for a minute is let go. Usable from any thread. */
final class Channels {
    private static final Duration SWEEP = Duration.ofSeconds(15);
    private static final int UNUSED_SWEEPS = 4;

    private final Engine engine;
    private final Map<String, ChannelState> states = new ConcurrentHashMap<>();
    private volatile Time.@Nullable Timer sweeping;

    Channels(Engine engine) {
        this.engine = engine;
    }

    /** Begins to let go of unused channels. */
    void start() {
        sweeping = engine.time.schedule(SWEEP, () -> {
            sweep();
            if (!engine.isClosing()) {
                start();
            }
        });
    }

    void stop() {
        Time.Timer timer = sweeping;
        if (timer != null) {
            timer.cancel();
        }
    }

    /**
     * The channel of a name that keeps the rules.
     *
     * @throws PushCoreException {@link ErrorCode#LIMIT_REACHED} when too many are in use
     */
    ChannelState state(String name) {
        ChannelState state = states.get(name);
        return state != null ? state : create(name);
    }

    /** The same, claimed: the caller releases it once it has joined. */
    ChannelState claimed(String name) {
        ChannelState state = state(name);
        while (!state.claims().take()) {
            state = state(name);
        }
        return state;
    }

    /** The channel of a name, if it is in use. */
    @Nullable
    ChannelState inUse(String name) {
        return states.get(name);
    }

    boolean isInUse(String name) {
        return states.containsKey(name);
    }

    /**
     * A channel that another node has written to, and somebody reads by a pattern: in use from a place of its log on; null where too many
     * are in use.
     */
    @Nullable
    ChannelState heardOf(String name, Position before) {
        try {
            return create(name, before);
        } catch (PushCoreException tooMany) {
            return null;
        }
    }

    private ChannelState create(String name) {
        return create(name, null);
    }

    private ChannelState create(String name, @Nullable Position before) {
        Tuned tuned = engine.tuned();
        if (states.size() >= tuned.limit(Limit.CHANNELS)) {
            throw TooMuch.of(Limit.CHANNELS, tuned.limit(Limit.CHANNELS));
        }
        ChannelState fresh = new ChannelState(engine, name, tuned.rulesOf(name));
        if (before != null && !fresh.rules().isLive()) {
            fresh.beginAt(before);
        }
        boolean watched = engine.patterns.areWatching(name);
        if (watched) {
            fresh.holdPublishing();
        }
        ChannelState there = states.putIfAbsent(name, fresh);
        if (there != null) {
            return there;
        }
        if (engine.tuned() != tuned) {
            // a reload that did not see it yet
            engine.tuner.settle(fresh);
        }
        if (watched) {
            engine.patterns.created(fresh);
            fresh.letPublish();
        }
        return fresh;
    }

    Collection<ChannelState> all() {
        return states.values();
    }

    int size() {
        return states.size();
    }

    private void sweep() {
        for (ChannelState state : states.values()) {
            state.onStrand(() -> {
                if (state.retireUnused(UNUSED_SWEEPS)) {
                    states.remove(state.name(), state);
                }
            });
        }
    }
}
