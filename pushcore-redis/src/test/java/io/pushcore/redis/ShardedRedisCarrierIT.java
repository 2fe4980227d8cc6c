package io.pushcore.redis;

import io.pushcore.peer.tck.CarrierContract;
import io.pushcore.peer.tck.CarrierFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ShardedRedisCarrierIT extends CarrierContract {
    private static RedisServer server;

    @BeforeAll
    static void startServer() {
        server = RedisServer.start("--cluster-enabled", "yes");
        server.takeSlots(0, 16383);
        server.awaitWhole();
    }

    @AfterAll
    static void endServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected CarrierFixture newFixture() {
        return new RedisFixture(server, true);
    }
}
