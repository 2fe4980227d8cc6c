package io.pushcore.engine.simulation;

import io.pushcore.Broker;
import io.pushcore.SessionEvent;
import io.pushcore.Time;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node of a cluster from its start until it crashes or is closed; what its application holds there ends with it. */
final class ClusterNode {
    private static final int LANES = 1;

    final int number;
    final Scheduler scheduler;
    final Faults faults = new Faults();
    final Broker broker;
    final NodeInboxes inboxes;
    final @Nullable SimulatedCarrier carrier;
    final List<ClusterReader> readers = new ArrayList<>();
    final List<ClusterSession> sessions = new ArrayList<>();
    /** What was asked and is not answered, and what to do where it never will be. */
    final Map<String, Runnable> open = new LinkedHashMap<>();

    private final ClusterWorld world;
    private final Wire wire;
    private final FaultyLog log;
    private final FaultyCalls calls;
    /** What came while it stood still. */
    private final List<Runnable> waiting = new ArrayList<>();

    private boolean gone;
    private boolean paused;
    private Instant sound;
    private boolean everTroubled;

    ClusterNode(
            int number,
            ClusterWorld world,
            StorageBackend backend,
            ClusterInboxes known,
            Wire wire,
            Consumer<SessionEvent> told) {
        this.number = number;
        this.world = world;
        this.wire = wire;
        this.sound = world.clock.now();
        this.scheduler = new Scheduler(world.chance, world.tally, LANES, world.yieldOneIn);
        Latency latency = latency();
        this.log = new FaultyLog(
                backend.channelLog(), faults, world.chance, latency, world.truth, world.tally, world.trace);
        this.calls = new FaultyCalls(world, faults, latency);
        this.inboxes = new NodeInboxes(backend.inboxStore().orElseThrow(), calls, world, known);
        NodeLeases leases = new NodeLeases(backend.leaseStore().orElseThrow(), calls);
        StorageContext context = new StorageContext("replaced", quiet(world), Runnable::run, world.chance.generator());
        Broker.Builder builder = Broker.builder()
                .storage(new FaultyStorage(backend, context, log, Optional.of(inboxes), Optional.of(leases)))
                .time(new NodeTime(world.clock, scheduler, this::inside))
                .executor(scheduler::execute)
                .sessionEvents(told)
                .random(world.chance.generator());
        world.into(builder);
        this.carrier = world.carried ? wire.next(scheduler) : null;
        if (carrier != null) {
            builder.peers(carrier);
        }
        broker = builder.build();
    }

    private Latency latency() {
        return new Latency() {
            @Override
            public void soon(Runnable work) {
                scheduler.execute(work);
            }

            @Override
            public void after(Duration delay, Runnable work) {
                world.clock.schedule(delay, () -> {
                    if (gone) {
                        work.run(); // what is on its way to the storage arrives there
                    } else {
                        inside(work);
                    }
                });
            }

            @Override
            public void mayYield() {
                scheduler.mayYield();
            }
        };
    }

    /** Time for the storage, which nobody holds up. */
    private static Time quiet(ClusterWorld world) {
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

    /** Something comes from outside: a timer, an answer. */
    private void inside(Runnable work) {
        if (gone) {
            return;
        }
        if (paused) {
            waiting.add(work);
        } else {
            scheduler.runOutside(work);
        }
    }

    /** Whether it can know what other nodes do from the storage only. */
    boolean hearsNothing() {
        return carrier == null || wire.isDead();
    }

    boolean isGone() {
        return gone;
    }

    boolean isAwake() {
        return !gone && !paused;
    }

    /** Nothing of it runs any more, until it goes on as if nothing had happened. */
    void pause() {
        paused = true;
    }

    void goOn() {
        if (gone || !paused) {
            return;
        }
        world.trace.say("%s goes on", this);
        paused = false;
        disturbed();
        List<Runnable> late = List.copyOf(waiting);
        waiting.clear();
        late.forEach(scheduler::runOutside);
    }

    void heal() {
        if (!faults.areNone()) {
            disturbed();
        }
        faults.heal();
    }

    /** Something goes wrong on the way to its storage from now on. */
    void troubled() {
        everTroubled = true;
    }

    boolean wasEverTroubled() {
        return everTroubled;
    }

    /** Something went wrong here until now. */
    void disturbed() {
        sound = world.clock.now();
    }

    /** Since when it runs, and its storage answers. */
    boolean isSoundSince(Duration since) {
        return isAwake() && faults.areNone() && !world.clock.now().isBefore(sound.plus(since));
    }

    /** Ends without a word: only what the storage was told lives on. */
    void crash() {
        if (broker.stats().cluster().fetched() > 0) {
            world.tally.count(ClusterHappening.FETCHED_FROM_LOG);
        }
        gone = true;
        scheduler.stop();
        log.stop();
        calls.stop();
        if (carrier != null) {
            carrier.stop();
        }
        List.copyOf(open.values()).forEach(Runnable::run);
    }

    /** Ends in order, while its storage is well. */
    void close() {
        scheduler.runAll();
        scheduler.runAtOnce(true);
        broker.close(Duration.ofMillis(200));
        scheduler.runAtOnce(false);
        scheduler.runAll();
        crash();
    }

    @Override
    public String toString() {
        return "node " + number;
    }
}
