package io.pushcore.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/** Does harm to the cluster, one thing after the other, and heals it. One thread uses it. */
final class Nemesis {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** A standby is behind by less than this while it runs. */
    private static final Duration REPLAY = Duration.ofSeconds(5);
    /** A node that is alone again for so long stands as it would later. */
    private static final Duration DOWN = Duration.ofSeconds(5);

    /** In seconds: half of what keys are remembered for, which goes by the times of messages. */
    private static final int MOST_AHEAD = 300;

    private final Cluster cluster;
    private final Options options;
    private final Random random;
    private final Ledger ledger;
    private final Consumer<String> out;

    Nemesis(Cluster cluster, Options options, Random random, Ledger ledger, Consumer<String> out) {
        this.cluster = cluster;
        this.options = options;
        this.random = random;
        this.ledger = ledger;
        this.out = out;
    }

    /** Does it and takes it back; returns when all nodes take clients. */
    void strike(Fault fault) {
        ledger.phases.begin(fault);
        switch (fault) {
            case KILL -> kill();
            case STOP -> stop();
            case HINTS -> hints();
            case CARRIER -> carrier();
            case DATABASE -> database();
            case PARTITION_CARRIER -> partition(fault, lasting(Duration.ofSeconds(25)));
            case PARTITION_DATABASE ->
                partition(fault, lasting(Duration.ofSeconds(20)).plus(DOWN));
            case CLOCK -> clock();
            case ROLLING -> rolling();
            case PROMOTE -> cluster.standby().ifPresentOrElse(this::promoteReplica, () -> promote(false));
            case PROMOTE_LATE -> promote(true);
            case QUIET, END -> {}
        }
        cluster.nodes.forEach(Node::awaitReady);
    }

    private void partition(Fault fault, Duration time) {
        new Partition(cluster, random, ledger, out).strike(fault, time);
    }

    private Duration lasting(Duration longest) {
        long most = options.longest(longest, random).toMillis();
        return Duration.ofMillis(1_000 + random.nextLong(Math.max(1, most - 1_000)));
    }

    private Node any() {
        return cluster.nodes.get(random.nextInt(cluster.nodes.size()));
    }

    private void say(Fault fault, String how) {
        out.accept(fault.option() + ": " + how);
    }

    private void kill() {
        Node node = any();
        Duration down = lasting(DOWN);
        say(Fault.KILL, node.name + ", for " + down.toMillis() + " ms");
        node.kill();
        Patience.pause(down);
        node.start();
    }

    private void stop() {
        Node node = any();
        Duration time = lasting(Duration.ofSeconds(30));
        say(Fault.STOP, node.name + ", for " + time.toMillis() + " ms");
        node.signal("STOP");
        try {
            Patience.pause(time);
        } finally {
            node.signal("CONT");
        }
    }

    private void hints() {
        Duration time = lasting(Duration.ofSeconds(20)).plusSeconds(3);
        say(Fault.HINTS, "30 of 100, for " + time.toMillis() + " ms");
        cluster.mangle(true);
        Patience.pause(time);
        cluster.mangle(false);
    }

    private void carrier() {
        Duration time = lasting(MINUTE);
        say(Fault.CARRIER, "for " + time.toMillis() + " ms");
        cluster.redis.kill();
        Patience.pause(time);
        cluster.redis.start();
    }

    private void database() {
        Duration down = lasting(DOWN);
        say(Fault.DATABASE, "for " + down.toMillis() + " ms");
        cluster.database().kill();
        Patience.pause(down);
        cluster.database().start();
    }

    private void clock() {
        Node node = any();
        Duration time = lasting(Duration.ofSeconds(20));
        Duration ahead = Duration.ofSeconds(random.nextInt(2 * MOST_AHEAD + 1) - MOST_AHEAD);
        say(Fault.CLOCK, node.name + " by " + ahead.toSeconds() + " s, for " + time.toMillis() + " ms");
        node.setClock(ahead);
        Patience.pause(time);
        node.setClock(Duration.ZERO);
    }

    private void rolling() {
        for (Node node : cluster.nodes) {
            boolean drains = random.nextBoolean();
            say(Fault.ROLLING, node.name + (drains ? ", drained before" : ""));
            if (drains) {
                try {
                    node.drain(Duration.ofSeconds(1));
                    Patience.pause(Duration.ofSeconds(2));
                } catch (IOException e) {
                    throw new IllegalStateException(node.name + " does not drain", e);
                }
            }
            if (!node.terminate()) {
                ledger.violations.add("R6", node.name + " does not end within a minute of SIGTERM");
                node.kill();
            }
            node.start();
        }
    }

    /** Nothing that was acknowledged is lost. */
    private void promoteReplica(Postgres replica) {
        say(Fault.PROMOTE, "to port " + replica.port + ", which has what was acknowledged");
        cluster.promote(replica);
    }

    /**
     * What the standby does not have is lost, as nobody waited for it.
     *
     * @param isBehind whether it has none of the last seconds
     */
    private void promote(boolean isBehind) {
        Postgres standby = cluster.copy();
        Patience.pause(Duration.ofSeconds(1));
        long since = System.nanoTime();
        Duration behind = isBehind ? lasting(DOWN) : Duration.ZERO;
        say(
                isBehind ? Fault.PROMOTE_LATE : Fault.PROMOTE,
                "to port " + standby.port + ", behind by " + behind.toMillis() + " ms");
        if (isBehind) {
            standby.kill();
            Patience.pause(behind);
        }
        cluster.database().kill();
        if (isBehind) {
            standby.start();
        }
        standby.promote();
        Survey.of(standby).forgetWhatIsLost(ledger);
        ledger.lostSince(since - REPLAY.toNanos());
        cluster.use(standby);
    }
}
