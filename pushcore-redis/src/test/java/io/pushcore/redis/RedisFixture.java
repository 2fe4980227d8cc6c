package io.pushcore.redis;

import io.lettuce.core.internal.HostAndPort;
import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.CarrierContext;
import io.pushcore.peer.Seal;
import io.pushcore.peer.Wire;
import io.pushcore.peer.tck.Cable;
import io.pushcore.peer.tck.CarrierFixture;
import io.pushcore.peer.tck.MachineTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;

/** Carriers on one Redis, each through a cable of its own. Names of clusters are of each test alone. */
final class RedisFixture implements CarrierFixture {
    private static int tests;

    private final RedisServer server;
    private final boolean sharded;
    private final MachineTime time = new MachineTime();
    private final Map<String, Cable> cables = new ConcurrentHashMap<>();
    private final int test = ++tests;
    private Wire injecting;

    RedisFixture(RedisServer server, boolean sharded) {
        this.server = server;
        this.sharded = sharded;
    }

    @Override
    public Carrier newCarrier(String cluster, String node) {
        Cable cable = Cable.to(server.port());
        cables.put(node, cable);
        return peers().via(address -> HostAndPort.of("127.0.0.1", cable.port())).cluster(cluster + test);
    }

    @Override
    public Time time() {
        return time;
    }

    @Override
    public void cut(String node) {
        cables.get(node).cut();
    }

    @Override
    public void mend(String node) {
        cables.get(node).mend();
    }

    @Override
    public void inject(String cluster, byte[] bytes) {
        Wire.Reception deaf = new Wire.Reception() {
            @Override
            public void frame(byte[] frame) {}

            @Override
            public void missed() {}
        };
        if (injecting == null) {
            injecting = peers().wire(cluster + test);
            injecting
                    .open(new CarrierContext("injects", time, ForkJoinPool.commonPool(), Seal.none()), deaf)
                    .toCompletableFuture()
                    .join();
        }
        injecting.send("", bytes).toCompletableFuture().join();
    }

    @Override
    public void close() {
        if (injecting != null) {
            injecting.close().toCompletableFuture().join();
        }
        cables.values().forEach(Cable::close);
        time.close();
    }

    private RedisPeers peers() {
        RedisPeers peers = RedisPeers.at(server.url());
        return sharded ? peers.sharded() : peers;
    }
}
