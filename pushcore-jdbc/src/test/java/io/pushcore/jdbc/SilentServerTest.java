package io.pushcore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ManualTime;
import io.pushcore.storage.Head;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that nobody ends, and on which nothing comes any more. */
@Timeout(60)
class SilentServerTest {
    private static final Duration SILENCE = Duration.ofSeconds(1);

    @Test
    void aStorageWhoseConnectionsAreAllForgottenGoesOnWithOthers() throws Exception {
        PostgresServer server = PostgresServer.shared();
        try (ForgetfulWall wall = new ForgetfulWall(server.port)) {
            JdbcStorage storage = JdbcStorage.on(
                            "jdbc:postgresql://127.0.0.1:" + wall.port() + "/postgres?user=postgres")
                    .schema(PostgresServer.newSchema())
                    .connections(2)
                    .silence(SILENCE)
                    .createSchema();
            storage.open(new StorageContext("node", ManualTime.create(), ForkJoinPool.commonPool(), new Random(1)))
                    .toCompletableFuture()
                    .join();
            Awaitility.await().ignoreExceptions().until(() -> {
                Stream.generate(() -> head(storage)).limit(50).toList().forEach(CompletableFuture::join);
                return wall.forget() == 2;
            });
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> head(storage)
                            .get(5, TimeUnit.SECONDS)
                            .get(0)
                            .channel()
                            .equals("news"));
            assertThat(wall.forget()).isPositive();
            storage.abandon();
        }
    }

    private static CompletableFuture<List<Head>> head(JdbcStorage storage) {
        return storage.channelLog().heads(List.of("news")).toCompletableFuture();
    }
}
