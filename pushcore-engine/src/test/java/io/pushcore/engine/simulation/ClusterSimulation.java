package io.pushcore.engine.simulation;

import java.time.Duration;

/** One run of a cluster: brokers over one storage, what lies between them, and whatever may befall them, by one seed on one thread. */
final class ClusterSimulation {
    private final ClusterWorld world;
    private final Chance chance;
    private final ClusterNodes nodes;
    private final ClusterChannels channels;
    private final ClusterUsers users;
    private final ClusterOperations operations;
    private final ClusterCalm calm;
    /** So long that interest is swept: once is enough. */
    private boolean minutesPassed;

    private ClusterSimulation(long seed, Trace trace, Stored stored) {
        this.world = new ClusterWorld(seed, trace);
        this.chance = world.chance;
        ClusterInboxes inboxes = new ClusterInboxes(world);
        this.nodes = new ClusterNodes(world, inboxes, stored.backend());
        this.channels = new ClusterChannels(world, nodes);
        this.users = new ClusterUsers(world, nodes, inboxes);
        this.operations = new ClusterOperations(chance);
        this.calm = new ClusterCalm(world, nodes, channels, users, inboxes);
    }

    /** Runs a seed to its end; throws a {@link Violation} where a promise is not kept. */
    static Tally run(long seed, int operations, Trace trace, Stored stored) {
        ClusterSimulation simulation = new ClusterSimulation(seed, trace, stored);
        try {
            simulation.live(operations);
            simulation.calm.end();
        } catch (Violation violation) {
            simulation.world.rethrow();
            throw violation;
        }
        return simulation.world.tally;
    }

    private void live(int count) {
        for (int i = 0; i < count; i++) {
            world.step();
            one(operations.next());
            nodes.run(chance.below(10));
            world.rethrow();
        }
    }

    private void one(ClusterOperations.Kind kind) {
        switch (kind) {
            case PUBLISH -> channels.publish();
            case PUBLISH_ALL -> channels.publishAll();
            case PUSH -> channels.push();
            case SUBSCRIBE -> channels.subscribe();
            case SUBSCRIBE_PATTERN -> channels.subscribePattern();
            case UNSUBSCRIBE -> channels.unsubscribe();
            case FOLLOW -> users.follow();
            case UNFOLLOW -> users.unfollow();
            case OPEN -> users.open();
            case READ -> users.read();
            case ACK -> users.ack();
            case CLOSE_SESSION -> users.closeSession();
            case LIST -> users.list();
            case ACK_WITHOUT_SESSION -> users.ackWithoutSession();
            case PUSH_IF_ONLINE -> users.pushIfOnline();
            case SEND_AWAY -> users.sendAway();
            case DELETE -> channels.delete();
            case STEP -> nodes.run(chance.below(40));
            case REST -> nodes.runAll();
            case MOMENT -> advance(Duration.ofMillis(chance.between(1, 100)));
            case SECONDS -> advance(Duration.ofMillis(chance.between(500, 6_000)));
            case MINUTES -> minutes();
            case TROUBLE -> nodes.trouble();
            case HEAL -> nodes.heal();
            case CARRIER_TROUBLE -> nodes.wire.trouble();
            case CARRIER_HEAL -> nodes.wire.heal();
            case CRASH -> nodes.crash();
            case PAUSE -> nodes.pause();
            case GO_ON -> nodes.goOn();
            case START -> nodes.start();
            case CLOSE -> nodes.close();
            case CALM -> calm.come();
        }
    }

    private void minutes() {
        if (!minutesPassed) {
            minutesPassed = true;
            advance(Duration.ofSeconds(chance.between(60, 90)));
        }
    }

    /** Threads run within milliseconds mostly: work that waits for seconds is that of a node that stands still. */
    private void advance(Duration by) {
        world.trace.say("--- %s pass after %s", by, Duration.ofNanos(world.clock.nanoTime()));
        int hops = 1 + (int) (by.toMillis() / 400);
        for (int i = 0; i < hops; i++) {
            world.clock.advance(by.dividedBy(hops));
            if (hops == 1 || chance.oneIn(4)) {
                nodes.run(chance.below(12));
            } else {
                nodes.runAll();
            }
        }
    }
}
