package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody at one address shows wrong tokens without end, five a connection, while others at another connect as always. */
@Timeout(280)
@ExtendWith(LeakWatch.class)
final class WrongTokensIT {
    private static final int ON_ONE = 5;
    private static final String WRONG = "hello 2\n" + "auth wrong\n".repeat(ON_ONE);

    private final AtomicInteger asked = new AtomicInteger();
    private final Authenticator authenticator = credentials -> {
        if (credentials.token().equals("right")) {
            return CompletableFuture.completedFuture(Identity.of("ann"));
        }
        asked.incrementAndGet();
        return CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "wrong"));
    };

    @Test
    void fiveThousand() throws Exception {
        othersConnectThrough(5_000);
    }

    @Test
    @Tag("full")
    void aHundredThousand() throws Exception {
        othersConnectThrough(100_000);
    }

    private void othersConnectThrough(int tokens) throws Exception {
        Optional<InetAddress> outside = outside();
        assumeTrue(outside.isPresent(), "this machine has no address but loopback");
        LineTransport lines = LineTransport.port(0).bind("0.0.0.0").lanes(2);
        try (Broker broker = Broker.builder()
                .transport(lines)
                .authenticator(authenticator)
                .authorizer(Authorizer.allowAll())
                .build()) {
            List<Long> before = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                before.add(connect(lines.port()));
            }
            UsedHeap heap = new UsedHeap();
            long began = System.nanoTime();
            CompletableFuture<Void> guessing = guess(tokens, outside.get(), lines.port());
            List<Long> during = new ArrayList<>();
            while (!guessing.isDone()) {
                during.add(connect(lines.port()));
            }
            guessing.join();
            double seconds = (System.nanoTime() - began) / 1e9;
            // the end of one whose login waits is noticed when it waits no more
            await().atMost(60, TimeUnit.SECONDS).until(() -> broker.stats().connections() == 0);
            long grown = heap.growth();
            System.out.printf(
                    "%,d wrong tokens in %.1f s, %,d of them looked at; microseconds to connect and subscribe: before %s,"
                            + " meanwhile %s; the heap grew by %,d bytes%n",
                    tokens, seconds, asked.get(), figures(before), figures(during), grown);
            // 20 a second and a second ahead; some hundred until the waits are as long as they get; then 200 that wait
            // 5 seconds
            assertThat(asked.get()).isLessThan((int) (20 * (seconds + 1) + 600 + 40 * seconds));
            assertThat(during).as("others who connected").hasSizeGreaterThan(10);
            assertThat(grown).as("growth of the heap in bytes").isLessThan(16 << 20);
            // who is at another address never waits as those do who guess
            assertThat(during.get(during.size() / 2)).isLessThan(1_000_000L);
        }
    }

    private static CompletableFuture<Void> guess(int tokens, InetAddress from, int port) {
        return Background.run(() -> {
            for (int sent = 0; sent < tokens; sent += ON_ONE) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(from, port));
                    socket.getOutputStream().write(WRONG.getBytes(US_ASCII));
                    // some are there to hear it, most are gone before
                    if (sent % 50 == 0) {
                        socket.setSoTimeout(20);
                        drain(socket);
                    }
                } catch (IOException refused) {
                    // turned away while it spoke
                }
            }
        });
    }

    private static void drain(Socket socket) throws IOException {
        byte[] bytes = new byte[1_024];
        while (socket.getInputStream().read(bytes) >= 0) {
            continue;
        }
    }

    /** Connects, shows a token and subscribes; says how many microseconds it took. */
    private static long connect(int port) throws IOException {
        long began = System.nanoTime();
        try (LineClient client = new LineClient(port)) {
            client.say("hello 2\nauth right\nsub street\n");
            assertThat(client.line()).isEqualTo("ok hello 2");
            assertThat(client.line()).isEqualTo("ok");
            assertThat(client.line()).startsWith("ok sub street ");
        }
        return (System.nanoTime() - began) / 1_000;
    }

    private static String figures(List<Long> micros) {
        Collections.sort(micros);
        return "median " + micros.get(micros.size() / 2) + ", 99% " + micros.get(micros.size() * 99 / 100)
                + ", longest " + micros.get(micros.size() - 1) + " of " + micros.size();
    }

    private static Optional<InetAddress> outside() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }
}
