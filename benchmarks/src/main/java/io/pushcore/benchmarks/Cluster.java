package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.jdbc.JdbcStorage;
import io.pushcore.jdbc.peer.PostgresPeers;
import io.pushcore.redis.RedisPeers;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How nodes of a benchmark are joined: by a schema of one database, which each kind has for itself, and what carries their hints.
 *
 * @param kind {@code redis}, {@code postgresql} or {@code looks}, which is no carrier
 * @param database the JDBC URL of the storage
 * @param carrier the URL of what carries hints; empty for {@code looks}
 */
record Cluster(String kind, String database, String carrier) {
    private static final String KEY = "the key of a benchmark";
    /** A busy machine that starts several nodes at once takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration KEPT = Duration.ofMinutes(30);

    static Cluster ofArguments(List<String> arguments) {
        return new Cluster(arguments.get(0), arguments.get(1), arguments.get(2));
    }

    List<String> arguments() {
        return List.of(kind, database, carrier);
    }

    /** One more node, in this process. */
    Broker open() {
        Broker.Builder builder = Broker.builder()
                .storage(JdbcStorage.on(database)
                        .schema("pushcore_benchmark_" + kind)
                        .createSchema())
                .channels(ChannelRules.keep(1_000_000).forAtMost(KEPT).atMostBytes(Long.MAX_VALUE))
                .clusterKey(KEY);
        switch (kind) {
            case "redis" ->
                builder.peers(RedisPeers.at(carrier).connectWithin(PATIENCE).cluster("benchmark"));
            case "postgresql" ->
                builder.peers(PostgresPeers.at(carrier).connectWithin(PATIENCE).cluster("benchmark"));
            default -> {
                // looks only
            }
        }
        return builder.build();
    }

    /** The same, reached through meters. */
    Cluster through(Meter toDatabase, Meter toCarrier) {
        return new Cluster(kind, toDatabase.instead(database), carrier.isEmpty() ? "" : toCarrier.instead(carrier));
    }

    /** Where a URL leads, such as {@code jdbc:postgresql://127.0.0.1:5432/postgres}. */
    static URI place(String url) {
        URI place = URI.create(url.replaceFirst("^jdbc:", ""));
        if (place.getHost() == null || place.getPort() < 0) {
            throw new IllegalArgumentException("the URL must name a host and a port: " + place.getScheme());
        }
        return place;
    }
}
