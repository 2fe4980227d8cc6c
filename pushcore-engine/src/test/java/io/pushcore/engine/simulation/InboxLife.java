package io.pushcore.engine.simulation;

import io.pushcore.Broker;
import io.pushcore.Time;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One life of a broker with inboxes, and the sessions that end with it. */
final class InboxLife {
    private static final int LANES = 2;

    final Scheduler scheduler;
    final Broker broker;
    final NamedReaders named;
    final InboxLinks links;
    final List<SimulatedInboxSession> sessions = new ArrayList<>();
    /** What was asked and is not answered. */
    final List<String> open = new ArrayList<>();

    private final ProcessTime time;
    private final FaultyLog log;
    private final FaultyInboxStore store;

    InboxLife(InboxWorld world, StorageBackend backend, Inboxed inboxed, boolean ignoresFences) {
        scheduler = new Scheduler(world.chance, world.tally, LANES, world.yieldOneIn);
        links = new InboxLinks(world, inboxed, this);
        time = new ProcessTime(world.clock, scheduler);
        Latency latency = latency(world);
        log = new FaultyLog(
                backend.channelLog(), world.faults, world.chance, latency, world.truth, world.tally, world.trace);
        store = new FaultyInboxStore(backend.inboxStore().orElseThrow(), world, inboxed, latency, ignoresFences);
        StorageContext context =
                new StorageContext("replaced", quiet(world), scheduler::execute, world.chance.generator());
        Broker.Builder builder = Broker.builder()
                .storage(new FaultyStorage(backend, context, log, Optional.of(store)))
                .time(time)
                .transport(links)
                .executor(scheduler::execute)
                .random(world.chance.generator());
        world.into(builder);
        broker = builder.build();
        named = new NamedReaders(world, broker);
    }

    private Latency latency(InboxWorld world) {
        return new Latency() {
            @Override
            public void soon(Runnable work) {
                scheduler.execute(work);
            }

            @Override
            public void after(Duration delay, Runnable work) {
                world.clock.schedule(delay, () -> scheduler.runOutside(work));
            }

            @Override
            public void mayYield() {
                scheduler.mayYield();
            }
        };
    }

    /** Time for the storage, which nobody holds up. */
    private static Time quiet(InboxWorld world) {
        return new Time() {
            @Override
            public Instant now() {
                return world.clock.now();
            }

            @Override
            public long nanoTime() {
                return world.clock.nanoTime();
            }

            @Override
            public Timer schedule(Duration delay, Runnable work) {
                return world.clock.schedule(delay, work);
            }
        };
    }

    /** Another broker has begun, and this one lives on as if nothing had happened. */
    void isOld() {
        store.isOld();
    }

    /** Ends without a word: only what the storage was told lives on. */
    void crash() {
        scheduler.stop();
        time.stop();
        log.stop();
        store.stop();
    }
}
