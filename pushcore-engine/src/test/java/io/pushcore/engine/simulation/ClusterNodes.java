package io.pushcore.engine.simulation;

import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The nodes of a cluster that live, over one storage, and what may befall them. */
final class ClusterNodes {
    private static final int MOST = 4;

    final Wire wire;
    private final ClusterWorld world;
    private final StorageBackend storage;
    private final ClusterInboxes inboxes;
    private final ClusterNews news;
    private final List<ClusterNode> alive = new ArrayList<>();
    private int numbers;

    ClusterNodes(ClusterWorld world, ClusterInboxes inboxes, StorageBackend storage) {
        this.storage = storage;
        this.world = world;
        this.inboxes = inboxes;
        this.wire = new Wire(world);
        this.news = new ClusterNews(world);
        for (int i = world.chance.between(2, MOST); i > 0; i--) {
            start();
        }
        world.truth.ask(storage.channelLog(), world.logs());
    }

    /** All that have not ended. */
    List<ClusterNode> alive() {
        return alive;
    }

    /** Those whose application runs; there is one always. */
    List<ClusterNode> awake() {
        return alive.stream().filter(ClusterNode::isAwake).toList();
    }

    ClusterNode some() {
        return world.chance.pick(awake());
    }

    ClusterNews news() {
        return news;
    }

    /** What the storage says of sessions. */
    long sessions(String user) {
        return storage.leaseStore()
                .orElseThrow()
                .sessions(user)
                .toCompletableFuture()
                .join()
                .size();
    }

    void start() {
        if (alive.size() < MOST) {
            ClusterNode[] started = new ClusterNode[1];
            started[0] =
                    new ClusterNode(++numbers, world, storage, inboxes, wire, event -> news.told(started[0], event));
            alive.add(started[0]);
            world.tally.count(ClusterHappening.NODE_STARTED);
            world.trace.say("=== %s starts", started[0]);
        }
    }

    /** Ends one without a word; another starts where too few are left. */
    void crash() {
        ClusterNode node = world.chance.pick(alive);
        world.trace.say("=== %s crashes", node);
        world.tally.count(ClusterHappening.NODE_CRASHED);
        node.crash();
        gone(node);
    }

    void close() {
        ClusterNode node = some();
        world.trace.say("=== %s is closed", node);
        world.tally.count(ClusterHappening.NODE_CLOSED);
        node.heal();
        node.close();
        gone(node);
    }

    private void gone(ClusterNode node) {
        alive.remove(node);
        while (alive.size() < 2 || awake().isEmpty()) {
            if (alive.size() < MOST) {
                start();
            } else {
                alive.forEach(ClusterNode::goOn);
            }
        }
    }

    void pause() {
        List<ClusterNode> awake = awake();
        if (awake.size() > 1) {
            ClusterNode node = world.chance.pick(awake);
            Duration pause = Duration.ofSeconds(world.chance.between(1, 30));
            world.trace.say("%s stands still for %s", node, pause);
            world.tally.count(ClusterHappening.NODE_PAUSED);
            node.pause();
            world.clock.schedule(pause, node::goOn);
        }
    }

    void goOn() {
        alive.forEach(ClusterNode::goOn);
    }

    void trouble() {
        ClusterNode node = world.chance.pick(alive);
        Faults faults = node.faults;
        node.troubled();
        switch (world.chance.below(8)) {
            case 0 -> faults.late = world.chance.pick(20, 60, 100);
            case 1 -> faults.refused = world.chance.pick(10, 50);
            case 2 -> faults.answerLost = world.chance.pick(10, 50);
            case 3 -> faults.silent = world.chance.pick(5, 30);
            case 4 -> faults.lateReads = world.chance.pick(30, 100);
            case 5 -> faults.failedReads = world.chance.pick(20, 60);
            case 6 -> faults.latest = Duration.ofMillis(world.chance.pick(5, 300, 4_000));
            default -> {
                faults.refused = 100;
                faults.failedReads = 100;
                faults.refusing = Fault.RETRIABLE;
                world.tally.count(ClusterHappening.STORE_UNREACHABLE);
            }
        }
        world.trace.say("trouble of %s: %s", node, faults);
    }

    void heal() {
        ClusterNode node = world.chance.pick(alive);
        world.trace.say("the storage of %s heals", node);
        node.heal();
    }

    void healAll() {
        alive.forEach(ClusterNode::heal);
        alive.forEach(ClusterNode::goOn);
    }

    /** Runs some tasks of those that are awake. */
    void run(int tasks) {
        for (int i = 0; i < tasks; i++) {
            some().scheduler.runOne();
        }
    }

    /** Lets everything be done that can be done now. */
    void runAll() {
        awake().forEach(node -> node.scheduler.runAll());
    }
}
