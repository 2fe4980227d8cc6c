package io.pushcore.engine.simulation;

import io.pushcore.Broker;
import io.pushcore.Time;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.time.Instant;

/** One life of the broker: what dies with it when it crashes. */
final class Lifetime {
    final Scheduler scheduler;
    final SimulatedListener listener = new SimulatedListener();
    final Broker broker;
    private final ProcessTime time;
    private final FaultyLog log;

    Lifetime(World world, StorageBackend backend, Faults faults) {
        Setup setup = world.setup();
        scheduler = new Scheduler(world.chance(), world.tally(), setup.lanes, setup.yieldOneIn);
        world.begin(this);
        SimulatedForm.yieldBy(scheduler::mayYield);
        time = new ProcessTime(world.clock(), scheduler);
        log = new FaultyLog(
                backend.channelLog(),
                faults,
                world.chance(),
                latency(world),
                world.truth(),
                world.tally(),
                world.trace());
        log.onTroubledHeads(channels -> channels.forEach(world::disturbed));
        StorageContext context = new StorageContext(
                "replaced", quiet(world), scheduler::execute, world.chance().generator());
        Broker.Builder builder = Broker.builder()
                .storage(new FaultyStorage(backend, context, log))
                .transport(listener)
                .time(time)
                .executor(scheduler::execute)
                .random(world.chance().generator());
        setup.into(builder);
        broker = builder.build();
    }

    private Latency latency(World world) {
        return new Latency() {
            @Override
            public void soon(Runnable work) {
                scheduler.execute(work);
            }

            @Override
            public void after(Duration delay, Runnable work) {
                world.clock().schedule(delay, () -> scheduler.runOutside(work));
            }

            @Override
            public void mayYield() {
                scheduler.mayYield();
            }
        };
    }

    /** Time for the storage, which nobody holds up: it may be asked in the midst of a check. */
    private static Time quiet(World world) {
        return new Time() {
            @Override
            public Instant now() {
                return world.clock().now();
            }

            @Override
            public long nanoTime() {
                return world.clock().nanoTime();
            }

            @Override
            public Timer schedule(Duration delay, Runnable work) {
                return world.clock().schedule(delay, work);
            }
        };
    }

    /** Ends without a word: only what the storage was told lives on. */
    void crash() {
        scheduler.stop();
        time.stop();
        log.stop();
    }
}
