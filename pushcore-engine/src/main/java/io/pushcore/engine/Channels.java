package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
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

    private ChannelState create(String name) {
        if (states.size() >= engine.options.limit(Limit.CHANNELS)) {
            throw new PushCoreException(
                    ErrorCode.LIMIT_REACHED,
                    "no more than " + engine.options.limit(Limit.CHANNELS) + " " + Limit.CHANNELS + " at a time");
        }
        ChannelState fresh = new ChannelState(engine, name, engine.rulesOf(name));
        boolean watched = engine.patterns.areWatching(name);
        if (watched) {
            fresh.holdPublishing();
        }
        ChannelState there = states.putIfAbsent(name, fresh);
        if (there != null) {
            return there;
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
