package io.pushcore.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.CarrierContext;
import io.pushcore.peer.Seal;
import io.pushcore.peer.tck.MachineTime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisPeersIT {
    private final MachineTime time = new MachineTime();

    @AfterEach
    void end() {
        time.close();
    }

    @Test
    void aPasswordOpensAndAWrongOneIsRefusedWithoutBeingShown() {
        try (RedisServer server = RedisServer.start("--requirepass", "right-password")) {
            String host = "127.0.0.1:" + server.port();
            Carrier right = RedisPeers.at("redis://:right-password@" + host).cluster("c");
            open(right);
            right.probe().toCompletableFuture().join();
            right.close().toCompletableFuture().join();
            for (String wrong : new String[] {
                "redis://:guessed-secret@" + host, "redis://nobody:guessed-secret@" + host, "redis://" + host
            }) {
                PushCoreException refused = failure(RedisPeers.at(wrong).cluster("c"));
                assertThat(refused.code()).as(refused.sentence()).isEqualTo(ErrorCode.BAD_OPTION);
                assertThat(refused.sentence()).contains(host).doesNotContain("guessed-secret");
            }
        }
    }

    @Test
    void aUserWhoMayNotListenIsRefused() {
        try (RedisServer server =
                RedisServer.start("--user", "poor", "on", ">poor-password", "+@all", "resetchannels")) {
            PushCoreException refused = failure(RedisPeers.at("redis://poor:poor-password@127.0.0.1:" + server.port())
                    .cluster("c"));
            assertThat(refused.code()).as(refused.sentence()).isEqualTo(ErrorCode.BAD_OPTION);
        }
    }

    @Test
    void tlsChecksTheCertificateUnlessToldNotTo(@TempDir Path directory) throws Exception {
        TlsFiles files = new TlsFiles(directory);
        int port = RedisServer.freePort();
        try (RedisServer server = RedisServer.start(
                "--tls-port",
                "" + port,
                "--tls-cert-file",
                files.certificate.toString(),
                "--tls-key-file",
                files.key.toString(),
                "--tls-auth-clients",
                "no")) {
            assertThat(server.port()).isNotEqualTo(port);
            PushCoreException refused =
                    failure(RedisPeers.at("rediss://127.0.0.1:" + port).cluster("c"));
            assertThat(refused.sentence()).contains("127.0.0.1:" + port).contains("certification path");
            Carrier trusting = RedisPeers.at("rediss://127.0.0.1:" + port + "?verifyPeer=NONE")
                    .cluster("c");
            open(trusting);
            trusting.probe().toCompletableFuture().join();
            trusting.close().toCompletableFuture().join();
        }
    }

    @Test
    void whereNobodyListensTheHostIsNamed() throws Exception {
        int port = RedisServer.freePort();
        PushCoreException refused =
                failure(RedisPeers.at("redis://:secret-word@127.0.0.1:" + port).cluster("c"));
        assertThat(refused.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(refused.sentence()).contains("127.0.0.1:" + port).doesNotContain("secret-word");
    }

    @Test
    void whoSaysNothingIsGivenUpInTime() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long begun = System.nanoTime();
            PushCoreException refused = failure(RedisPeers.at("redis://127.0.0.1:" + mute.getLocalPort())
                    .connectWithin(Duration.ofMillis(700))
                    .cluster("c"));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(refused.code()).isEqualTo(ErrorCode.TIMEOUT);
            assertThat(refused.sentence()).contains("127.0.0.1:" + mute.getLocalPort());
        }
    }

    @Test
    void aClusterOfRedisIsReachedThroughAnyOfItsNodes() {
        try (RedisServer low = RedisServer.start("--cluster-enabled", "yes");
                RedisServer high = RedisServer.start("--cluster-enabled", "yes")) {
            low.takeSlots(0, 8191);
            high.takeSlots(8192, 16383);
            low.say("CLUSTER", "MEET", "127.0.0.1", "" + high.port());
            low.awaitWhole();
            high.awaitWhole();
            for (String cluster : new String[] {"a", "b", "c", "d"}) {
                for (RedisServer seed : new RedisServer[] {low, high}) {
                    Carrier carrier = RedisPeers.at(seed.url()).sharded().cluster(cluster);
                    open(carrier);
                    carrier.probe().toCompletableFuture().join();
                    carrier.close().toCompletableFuture().join();
                }
            }
        }
    }

    @Test
    void ofSeveralUrlsTheFirstThatIsReachedIsTaken() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            Carrier carrier = RedisPeers.at("redis://127.0.0.1:" + RedisServer.freePort(), server.url())
                    .cluster("c");
            open(carrier);
            carrier.probe().toCompletableFuture().join();
            carrier.close().toCompletableFuture().join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://:secret-word@host", "redis://:secret-word@", "no url secret-word"})
    void aUrlThatCannotBeReadIsRefusedWithoutBeingShown(String url) {
        assertThatThrownBy(() -> RedisPeers.at(url)).isInstanceOfSatisfying(PushCoreException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.BAD_OPTION);
            assertThat(refused).hasNoCause();
            assertThat(refused.sentence()).doesNotContain("secret-word");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "{a}", "ä"})
    void aClusterNeedsAName(String name) {
        assertThatThrownBy(() -> RedisPeers.at("redis://h").cluster(name))
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_OPTION));
    }

    private PushCoreException failure(Carrier carrier) {
        try {
            open(carrier);
        } catch (CompletionException failed) {
            carrier.close().toCompletableFuture().join();
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
