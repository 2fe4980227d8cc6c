package io.pushcore.redis;

import io.pushcore.peer.tck.CarrierContract;
import io.pushcore.peer.tck.CarrierFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisCarrierIT extends CarrierContract {
    private static RedisServer server;

    @BeforeAll
    static void startServer() {
        server = RedisServer.start();
    }

    @AfterAll
    static void endServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected CarrierFixture newFixture() {
        return new RedisFixture(server, false);
    }
}
