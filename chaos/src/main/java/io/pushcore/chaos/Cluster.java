package io.pushcore.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Three nodes, their database and their carrier. The thread of the faults changes it; any thread reads. */
final class Cluster {
    private static final int NODES = 3;

    final List<Node> nodes;
    final Redis redis;
    private final Path directory;
    private final Ports ports;
    private Postgres database;
    /** Has what is acknowledged, if that is asked for. */
    private @Nullable Postgres standby;

    private int databases;
    private volatile boolean mangles;

    private Cluster(Path directory, Ports ports, Postgres database, Redis redis, long seed, boolean replicated) {
        this.directory = directory;
        this.ports = ports;
        this.database = database;
        this.redis = redis;
        this.nodes = nodes(seed, replicated);
    }

    static Cluster start(Path directory, long seed, boolean replicated) {
        Ports ports = new Ports();
        Postgres database = Postgres.create(directory.resolve("database0"), ports.free(), replicated);
        database.start();
        Redis redis = new Redis(directory.resolve("redis.log"), ports.free());
        redis.start();
        Cluster cluster = new Cluster(directory, ports, database, redis, seed, replicated);
        if (replicated) {
            cluster.standby = cluster.copy();
        }
        cluster.nodes.get(0).start(); // which creates the schema
        cluster.nodes.forEach(Node::awaitReady);
        return cluster;
    }

    private List<Node> nodes(long seed, boolean replicated) {
        List<Node> made = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            Random random = new Random(seed + i);
            made.add(new Node(
                    i,
                    directory,
                    ports,
                    Way.open(ports.free(), database.port, Optional::empty),
                    Way.open(
                            ports.free(),
                            redis.port,
                            () -> Optional.of(new Mangler(new Random(random.nextLong()), () -> mangles))),
                    replicated,
                    clock(i)));
        }
        return List.copyOf(made);
    }

    private Optional<NodeClock> clock(int node) {
        return NodeClock.library().map(library -> NodeClock.at(library, directory.resolve("node" + node + ".clock")));
    }

    Postgres database() {
        return database;
    }

    /** A running copy of the database. */
    Postgres copy() {
        return database.standby(directory.resolve("database" + ++databases), ports.free());
    }

    /** All nodes are led to another database. */
    void use(Postgres other) {
        database = other;
        nodes.forEach(node -> node.database.leadTo(other.port));
    }

    /** The standby that has all takes the place of the database, which ends without a word, and is given a standby of its own. */
    void promote(Postgres replica) {
        database.kill();
        replica.promote();
        use(replica);
        standby = copy();
    }

    /** That which has what is acknowledged, if that is asked for. */
    Optional<Postgres> standby() {
        return Optional.ofNullable(standby);
    }

    /** Whether hints are lost, repeated and reordered on their way to each node. */
    void mangle(boolean on) {
        mangles = on;
    }

    void stop() {
        nodes.forEach(Node::kill);
        redis.kill();
        standby().ifPresent(Postgres::kill);
        database.stop();
    }
}
