package io.pushcore.engine.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What lies between the carriers of a cluster: it loses, repeats, reorders and delays, is dead for a while, or cut one way. */
final class Wire {
    private final ClusterWorld world;
    private final List<SimulatedCarrier> carriers = new ArrayList<>();
    /** From one to another nothing comes. */
    private final Set<Way> cuts = new LinkedHashSet<>();
    /** What is under way from one to another, in the order given. */
    private final Map<Way, Deque<Runnable>> underWay = new HashMap<>();

    private boolean dead;
    private int lost;
    private int repeated;
    private int outOfOrder;
    private int forged;
    private Duration latest;

    private record Way(SimulatedCarrier from, SimulatedCarrier to) {
        @Override
        public String toString() {
            return from.node() + " to " + to.node();
        }
    }

    Wire(ClusterWorld world) {
        this.world = world;
        Chance chance = world.chance;
        repeated = chance.pick(0, 0, 5, 30);
        outOfOrder = chance.pick(0, 10, 50);
        latest = Duration.ofMillis(chance.pick(1, 20, 400));
        forged = world.keyed ? chance.pick(0, 3) : 0;
    }

    SimulatedCarrier next(Scheduler scheduler) {
        return new SimulatedCarrier(world, this, scheduler);
    }

    boolean isDead() {
        return dead;
    }

    boolean isWhole() {
        return !dead && cuts.isEmpty() && lost == 0;
    }

    /** Whether somebody without the key has touched what is given now. */
    boolean forges() {
        return world.chance.percent(forged);
    }

    void add(SimulatedCarrier carrier) {
        carriers.add(carrier);
    }

    void remove(SimulatedCarrier carrier) {
        carriers.remove(carrier);
    }

    List<SimulatedCarrier> others(SimulatedCarrier than) {
        return carriers.stream().filter(one -> one != than).toList();
    }

    /** Brings something to another carrier, perhaps. */
    void send(SimulatedCarrier from, SimulatedCarrier to, Runnable arrival) {
        Chance chance = world.chance;
        Way way = new Way(from, to);
        if (dead || cuts.contains(way) || chance.percent(lost)) {
            world.tally.count(ClusterHappening.HINT_DROPPED);
            return;
        }
        bring(way, arrival);
        if (chance.percent(repeated)) {
            world.tally.count(ClusterHappening.HINT_REPEATED);
            bring(way, arrival);
        }
    }

    private void bring(Way way, Runnable arrival) {
        Duration delay = Duration.ofNanos(world.chance.below(latest.toNanos()));
        if (world.chance.percent(outOfOrder)) {
            world.tally.count(ClusterHappening.HINT_OUT_OF_ORDER);
            world.clock.schedule(delay, () -> way.to.arrive(arrival));
            return;
        }
        Deque<Runnable> line = underWay.computeIfAbsent(way, name -> new ArrayDeque<>());
        line.add(arrival);
        world.clock.schedule(delay, () -> way.to.arrive(() -> line.remove().run()));
    }

    // ---- trouble

    void trouble() {
        switch (world.chance.below(4)) {
            case 0 -> {
                dead = true;
                world.tally.count(ClusterHappening.CARRIER_DEAD);
            }
            case 1 -> cut();
            default -> lost = world.chance.pick(10, 50, 100);
        }
        world.trace.say("the carrier: dead %s, lost %d, cut %s", dead, lost, cuts);
    }

    private void cut() {
        if (carriers.size() > 1) {
            SimulatedCarrier from = world.chance.pick(carriers);
            SimulatedCarrier to = world.chance.pick(others(from));
            cuts.add(new Way(from, to));
            world.tally.count(ClusterHappening.CARRIER_CUT);
        }
    }

    /** Goes on as it should; who is told that something was missed looks at once. */
    void heal() {
        boolean tells = !isWhole() && world.chance.oneIn(2);
        world.trace.say("the carrier heals%s", tells ? ", and says so" : "");
        dead = false;
        lost = 0;
        cuts.clear();
        if (tells) {
            carriers.forEach(SimulatedCarrier::missed);
        }
    }

    /** The same, and nothing comes twice or in another order. */
    void healWholly() {
        heal();
        repeated = 0;
        outOfOrder = 0;
        forged = 0;
        latest = Duration.ofMillis(20);
    }
}
