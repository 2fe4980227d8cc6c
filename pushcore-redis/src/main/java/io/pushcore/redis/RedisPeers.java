package io.pushcore.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.internal.HostAndPort;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.WiredCarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The nodes of a cluster that reach each other through Redis or Valkey, by its pub/sub. Nothing is stored there. {@code
 * RedisPeers.at("redis://127.0.0.1:6379").cluster("chat")} is the carrier.
 */
public final class RedisPeers {
    private static final Pattern CLUSTER = Pattern.compile("[0-9A-Za-z._-]{1,64}");
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

    private final List<RedisURI> uris;
    private final boolean sharded;
    private final Duration connectWithin;
    private final UnaryOperator<HostAndPort> detour;

    private RedisPeers(
            List<RedisURI> uris, boolean sharded, Duration connectWithin, UnaryOperator<HostAndPort> detour) {
        this.uris = uris;
        this.sharded = sharded;
        this.connectWithin = connectWithin;
        this.detour = detour;
    }

    /**
     * At a URL: {@code redis://user:password@host:port}, or {@code rediss://…} for TLS; user, password and port may be missing. Others are
     * tried where it is not reached, as the nodes of a Redis cluster.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_OPTION} if one cannot be read
     */
    public static RedisPeers at(String url, String... others) {
        List<RedisURI> uris = new ArrayList<>();
        uris.add(read(url));
        for (String other : others) {
            uris.add(read(other));
        }
        return new RedisPeers(List.copyOf(uris), false, CONNECT_WITHIN, address -> address);
    }

    private static RedisURI read(String url) {
        RedisURI uri;
        try {
            uri = RedisURI.create(url);
        } catch (RuntimeException unreadable) {
            // not with its cause, nor with the URL: there may be a password in it
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "the URL of Redis cannot be read; it is redis://user:password@host:port");
        }
        if (uri.getHost() == null) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "the URL of Redis must name a host");
        }
        return uri;
    }

    /** Of a Redis cluster, by sharded pub/sub (Redis 7): a frame goes to one shard only. The URLs are of any of its nodes. */
    public RedisPeers sharded() {
        return new RedisPeers(uris, true, connectWithin, detour);
    }

    /** Opening fails when Redis was not reached in this time; 5 s unless said. */
    public RedisPeers connectWithin(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "connectWithin must be positive: " + time);
        }
        return new RedisPeers(uris, sharded, time, detour);
    }

    /** The carrier of a node of the cluster of this name; clusters of other names on the same Redis hear nothing of it. */
    public Carrier cluster(String name) {
        return WiredCarrier.over(wire(name));
    }

    /** Connects to another address than the one that is named, as a test does. */
    RedisPeers via(UnaryOperator<HostAndPort> other) {
        return new RedisPeers(uris, sharded, connectWithin, other);
    }

    RedisWire wire(String cluster) {
        if (!CLUSTER.matcher(cluster).matches()) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "the name of a cluster has 1 to 64 of 0-9 A-Z a-z . _ -: " + cluster);
        }
        return new RedisWire(new Redis(uris, sharded, connectWithin, detour), cluster);
    }
}
