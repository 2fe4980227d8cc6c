package io.pushcore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.jdbc.peer.PostgresPeers;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.CarrierContext;
import io.pushcore.peer.Seal;
import io.pushcore.peer.tck.MachineTime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresPeersTest {
    private final MachineTime time = new MachineTime();

    @AfterEach
    void end() {
        time.close();
    }

    @Test
    void theDataSourceOfTheStorageWillDo() {
        PostgresServer server = PostgresServer.shared();
        Carrier carrier = PostgresPeers.on(server.source()).cluster("of-a-source");
        open(carrier);
        carrier.probe().toCompletableFuture().join();
        carrier.close().toCompletableFuture().join();
    }

    @Test
    void aDatabaseThatIsNotThereIsRefused() {
        PostgresServer server = PostgresServer.shared();
        PushCoreException refused = failure(PostgresPeers.at(server.url().replace("/postgres?", "/nothing?"))
                .cluster("c"));
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_OPTION);
        assertThat(refused.sentence()).contains("127.0.0.1:" + server.port);
    }

    @Test
    void aUserThatIsNotThereIsRefusedAndNoPasswordIsShown() {
        PostgresServer server = PostgresServer.shared();
        String url = server.url().replace("user=postgres", "user=nobody&password=secret-word");
        PushCoreException refused = failure(PostgresPeers.at(url).cluster("c"));
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_OPTION);
        assertThat(refused.sentence()).doesNotContain("secret-word");
    }

    @Test
    void whereNobodyListensTheHostIsNamed() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        PushCoreException refused =
                failure(PostgresPeers.at("jdbc:postgresql://127.0.0.1:" + port + "/x?user=x&password=secret-word")
                        .cluster("c"));
        assertThat(refused.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(refused.sentence()).contains("127.0.0.1:" + port).doesNotContain("secret-word");
    }

    @Test
    void whoSaysNothingIsGivenUpInTime() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long begun = System.nanoTime();
            PushCoreException refused = failure(
                    PostgresPeers.at("jdbc:postgresql://127.0.0.1:" + mute.getLocalPort() + "/x?user=x&sslmode=disable")
                            .connectWithin(Duration.ofMillis(700))
                            .cluster("c"));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(refused.code()).isEqualTo(ErrorCode.TIMEOUT);
        }
    }

    @Test
    void namesAndUrlsAreChecked() {
        for (String bad : new String[] {"", "A", "a b", "a\"b", "x".repeat(25)}) {
            assertThatThrownBy(() -> PostgresPeers.at("jdbc:postgresql://h/d").cluster(bad))
                    .isInstanceOf(PushCoreException.class);
        }
        assertThatThrownBy(() -> PostgresPeers.at("jdbc:mysql://h/d?password=secret-word"))
                .isInstanceOf(PushCoreException.class)
                .message()
                .doesNotContain("secret-word");
    }

    private PushCoreException failure(Carrier carrier) {
        try {
            open(carrier);
        } catch (CompletionException failed) {
            return (PushCoreException) failed.getCause();
        }
        throw new AssertionError("it opened");
    }

    private void open(Carrier carrier) {
        Carrier.Inbound deaf = new Carrier.Inbound() {
            @Override
            public void hint(String node, String channel, byte[] hint) {}

            @Override
            public void control(String node, byte[] bytes) {}

            @Override
            public void membersChanged() {}

            @Override
            public void missed() {}

            @Override
            public void dropped(Carrier.Drop why) {}
        };
        carrier.open(new CarrierContext("node", time, ForkJoinPool.commonPool(), Seal.none()), deaf)
                .toCompletableFuture()
                .join();
    }
}
