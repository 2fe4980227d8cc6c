package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.Tuning;
import io.pushcore.storage.Capabilities;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Puts other rules and limits in the place of those that hold. Usable from any thread. */
final class Tuner {
    private final Engine engine;
    private final Capabilities storage;
    /** Guards what holds, in the engine and in each channel; not held while anything is called that may call out. */
    private final ReentrantLock lock = new ReentrantLock();

    Tuner(Engine engine, Capabilities storage) {
        this.engine = engine;
        this.storage = storage;
    }

    /** Changes all of it, or fails with what does not fit and changes nothing. */
    void reload(Tuning next) {
        engine.requireOpen();
        Requirements.check(next, storage);
        List<ChannelState> inUse = change(next);
        engine.inFlight.bound(engine.limit(Limit.IN_FLIGHT_BYTES));
        for (ChannelState channel : inUse) {
            channel.intake().bound(engine.limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL));
            channel.rulesChanged();
        }
    }

    private List<ChannelState> change(Tuning next) {
        lock.lock();
        try {
            Tuned tuned = new Tuned(next, engine.isShared);
            engine.channels.all().forEach(channel -> refuseOtherKind(channel, tuned));
            engine.tune(tuned);
            // who comes into use from now on has these rules, or settles for them
            List<ChannelState> inUse = List.copyOf(engine.channels.all());
            inUse.forEach(channel -> channel.ruling().change(tuned.rulesOf(channel.name())));
            return inUse;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a channel that has just come into use have the rules that hold by now. */
    void settle(ChannelState channel) {
        lock.lock();
        try {
            channel.ruling().change(engine.tuned().rulesOf(channel.name()));
        } finally {
            lock.unlock();
        }
    }

    private static void refuseOtherKind(ChannelState channel, Tuned next) {
        ChannelRules rules = next.rulesOf(channel.name());
        if (rules.isLive() != channel.rules().isLive()) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    next.tuning.optionOf(channel.name())
                            + " cannot change between live() and keeping a log while channel " + channel.name()
                            + " is in use");
        }
    }
}
