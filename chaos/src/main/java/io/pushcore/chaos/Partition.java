package io.pushcore.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Cuts one node from the carrier or the database, both ways or one, and holds C1 against what it does meanwhile. One thread uses it. */
final class Partition {
    private static final int ANSWER_MILLIS = 1_500;
    /** A node notices by a look at the storage, every 3 s, that has no answer within 5 s; and this machine is busy. */
    private static final Duration NOTICED = Duration.ofSeconds(12);

    private final Cluster cluster;
    private final Random random;
    private final Ledger ledger;
    private final Consumer<String> out;

    Partition(Cluster cluster, Random random, Ledger ledger, Consumer<String> out) {
        this.cluster = cluster;
        this.random = random;
        this.ledger = ledger;
        this.out = out;
    }

    void strike(Fault fault, Duration time) {
        Node node = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
        Way way = fault == Fault.PARTITION_DATABASE ? node.database : node.carrier;
        String how = cut(way);
        boolean telling = random.nextBoolean();
        out.accept(fault.option() + ": " + node.name + ", " + how + ", for " + time.toMillis() + " ms"
                + (telling ? "" : ", and its connections stay dead"));
        long began = System.nanoTime();
        boolean slow = how.startsWith("slow");
        while (System.nanoTime() - began < time.toNanos()) {
            if (fault == Fault.PARTITION_DATABASE && !slow) {
                probe(node, began);
            } else {
                Patience.pause(Duration.ofMillis(200));
            }
        }
        way.heal(telling);
    }

    private String cut(Way way) {
        switch (random.nextInt(7)) {
            case 0 -> {
                way.refuse();
                return "connections refused";
            }
            case 1 -> {
                way.set(Traffic.SWALLOWED, Traffic.SWALLOWED);
                return "both ways";
            }
            case 2 -> {
                way.set(Traffic.SWALLOWED, Traffic.OPEN);
                return "what it sends is lost";
            }
            case 3 -> {
                way.set(Traffic.OPEN, Traffic.SWALLOWED);
                return "what it is sent is lost";
            }
            case 4 -> {
                way.set(Traffic.HELD, Traffic.OPEN);
                return "what it sends comes when all is over";
            }
            case 5 -> {
                way.set(Traffic.OPEN, Traffic.HELD);
                return "what it is sent comes when all is over";
            }
            default -> {
                way.set(Traffic.SLOW, Traffic.SLOW);
                return "slow";
            }
        }
    }

    /** What is published here now must not be acknowledged, and the node must come to say that it is not ready. */
    private void probe(Node node, long began) {
        try {
            Web.Answer answer = Web.post(
                    node.http, "/channels/chaos.cut", Map.of("Content-Type", "text/plain"), "cut", ANSWER_MILLIS);
            if (answer.status() == 200) {
                ledger.violations.add("C1", node.name + " is cut from the database and acknowledged: " + answer);
            }
        } catch (IOException notAcknowledged) {
            // as it has to be
        }
        long passed = System.nanoTime() - began;
        boolean ready = node.isReady();
        ledger.figures.count(
                ready
                        ? "looks at a node cut from the database: ready"
                        : "looks at a node cut from the database: not ready");
        if (passed > NOTICED.toNanos() && ready) {
            ledger.violations.add(
                    "C1",
                    node.name + " says that it is ready " + TimeUnit.NANOSECONDS.toMillis(passed)
                            + " ms after it was cut from the database");
        }
        ledger.figures.count("publishes at a node cut from the database");
        Patience.pause(Duration.ofMillis(300));
    }
}
