package io.pushcore.netty.pushd;

import io.pushcore.Broker;
import io.pushcore.Limit;
import io.pushcore.Tuning;
import io.pushcore.netty.admin.JsonObject;
import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.util.stream.Collectors;

/** What pushd says of itself, by its names, as far as it is so here. */
final class PushdStats {
    private final Broker broker;

    PushdStats(Broker broker) {
        this.broker = broker;
    }

    JsonObject ping() {
        return new JsonObject().text("status", "ok");
    }

    JsonObject stat() {
        String version = version();
        return new JsonObject()
                .text("build", version)
                .object("conf", conf())
                .object(
                        "stats",
                        new JsonObject()
                                .number("pubsub_channel_count", broker.stats().channels())
                                .number("s2s_channel_count", 0))
                .text("ver", version);
    }

    /** Ports as pushd names them; times in nanoseconds, as it prints them. */
    private JsonObject conf() {
        JsonObject conf = new JsonObject();
        address("TcpListenAddr", "line", conf);
        address("LongPollingListenAddr", "pushd-http", conf);
        address("StatsListenAddr", "pushd-stats", conf);
        Tuning tuning = broker.tuning();
        long silent = tuning.limit(Limit.IDLE_WITHIN_MILLIS);
        return conf.number("SessionTimeout", Duration.ofMillis(silent).toNanos())
                .number("PubsubChannelMaxItems", tuning.limit(Limit.CHANNELS))
                .number("MaxCacheMsgsEveryChannel", tuning.defaultRules().keepCount());
    }

    /** Where ports of a kind listen; nothing if there are none. */
    private void address(String name, String kind, JsonObject conf) {
        String ports = broker.transports().stream()
                .filter(transport -> transport.name().equals(kind))
                .map(transport -> ":" + transport.port())
                .collect(Collectors.joining(","));
        if (!ports.isEmpty()) {
            conf.text(name, ports);
        }
    }

    private static String version() {
        String ofJar = PushdStats.class.getPackage().getImplementationVersion();
        if (ofJar != null) {
            return ofJar;
        }
        ModuleDescriptor descriptor = PushdStats.class.getModule().getDescriptor();
        return descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
    }
}
