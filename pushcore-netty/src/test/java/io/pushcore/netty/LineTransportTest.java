package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets against an engine that does only what the test says. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class LineTransportTest {
    private static final int MORE_THAN_SOCKETS_HOLD = 32 << 20;

    private final FakeGateway gateway = new FakeGateway();
    private LineTransport transport = LineTransport.port(0).lanes(2);

    @BeforeEach
    void start() throws Exception {
        start(transport);
    }

    @AfterEach
    void close() throws Exception {
        transport.close().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void bytesGoBothWays() throws Exception {
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            send(client, "ping\n");
            assertThat(link.next()).isEqualTo("ping\n");
            link.write("po", "", "ng", "\n");
            assertThat(read(client, 5)).isEqualTo("pong\n");
            assertThat(link.next()).isEqualTo("<written>");
        }
    }

    @Test
    void whatIsWrittenToSeveralIsWholeForEach() throws Exception {
        // as the engine gives them out: what all read, off the heap and on it, between what is one's own
        byte[] large = "x".repeat(100_000).getBytes(ISO_8859_1);
        List<ByteBuffer> shared = List.of(
                ByteBuffer.wrap("head ".getBytes(ISO_8859_1)),
                ByteBuffer.allocateDirect(large.length).put(large).flip(),
                ByteBuffer.wrap(large),
                ByteBuffer.wrap(" tail\n".getBytes(ISO_8859_1)));
        for (int i = 0; i < 3; i++) {
            try (Socket client = connect()) {
                // who is sent less than it was promised must not wait for ever
                client.setSoTimeout(10_000);
                FakeLink link = gateway.next();
                link.write(shared);
                String read = read(client, 2 * large.length + 11);
                assertThat(read).startsWith("head x").endsWith("x tail\n");
                assertThat(link.next()).isEqualTo("<written>");
            }
        }
    }

    @Test
    void aConnectionKnowsItsOtherEnd() throws Exception {
        try (Socket client = connect()) {
            assertThat(client.isConnected()).isTrue();
            FakeLink link = gateway.next();
            assertThat(link.connection.remoteAddress()).isEqualTo("127.0.0.1");
            assertThat(link.connection.isLoopback()).isTrue();
            assertThat(link.connection.lane()).isSameAs(link.connection.lane());
            assertThat(link.connection.lane().isCurrent()).isFalse();
        }
    }

    @Test
    void connectionsOfALaneShareIt() throws Exception {
        try (Socket first = connect();
                Socket second = connect();
                Socket third = connect()) {
            assertThat(first.isConnected() && second.isConnected() && third.isConnected())
                    .isTrue();
            assertThat(Stream.of(gateway.next(), gateway.next(), gateway.next())
                            .map(link -> link.connection.lane())
                            .distinct())
                    .hasSize(2);
        }
    }

    @Test
    void whoSendsNoMoreStillReads() throws Exception {
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            send(client, "last\n");
            client.shutdownOutput();
            assertThat(link.next()).isEqualTo("last\n");
            assertThat(link.next()).isEqualTo(FakeLink.ALL);
            link.write("answer\n");
            link.onLane(link.connection::close);
            assertThat(readAll(client)).isEqualTo("answer\n");
            assertThat(link.next()).isEqualTo("<written>");
            assertThat(link.next()).isEqualTo(FakeLink.CLOSED);
            assertThat(link.told).isEmpty();
        }
    }

    @Test
    void aResetEndsTheConnectionOnce() throws Exception {
        FakeLink link;
        try (Socket client = connect()) {
            link = gateway.next();
            client.setSoLinger(true, 0);
        }
        assertThat(link.next()).isEqualTo(FakeLink.CLOSED);
        AtomicLong after = new AtomicLong(-1);
        link.onLane(link.connection::close);
        link.onLane(() -> after.set(link.connection.progress()));
        await().until(() -> after.get() == 0);
        assertThat(link.told).isEmpty();
    }

    @Test
    void aWriteToAConnectionThatIsGoneIsNotWritten() throws Exception {
        FakeLink link;
        try (Socket client = connect()) {
            link = gateway.next();
            client.setSoLinger(true, 0);
        }
        assertThat(link.next()).isEqualTo(FakeLink.CLOSED);
        link.write("late");
        assertThat(link.next()).isEqualTo("<not written>");
    }

    @Test
    void whatIsNotReadStaysWithItsSender() throws Exception {
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            link.onLane(() -> {
                link.connection.reading(false);
                link.told.add("<paused>");
            });
            assertThat(link.next()).isEqualTo("<paused>");
            send(client, "one\n");
            link.onLane(() -> link.told.add("<still paused>"));
            assertThat(link.next()).isEqualTo("<still paused>");
            link.onLane(() -> link.connection.reading(true));
            assertThat(link.next()).isEqualTo("one\n");
        }
    }

    @Test
    void progressRisesWithEveryByteASlowReaderTakes() throws Exception {
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            String half = "x".repeat(MORE_THAN_SOCKETS_HOLD / 2);
            link.write(half, half);
            long stalled = stalledProgress(link);
            assertThat(stalled).isBetween(1L, MORE_THAN_SOCKETS_HOLD - 1L);
            read(client, MORE_THAN_SOCKETS_HOLD / 2);
            await().until(() -> progress(link) > stalled);
            read(client, MORE_THAN_SOCKETS_HOLD / 2);
            assertThat(link.next()).isEqualTo("<written>");
            assertThat(progress(link)).isEqualTo(MORE_THAN_SOCKETS_HOLD);
        }
    }

    @Test
    void aConnectionIsClosedAfterWhatWasWritten() throws Exception {
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            link.write("x".repeat(MORE_THAN_SOCKETS_HOLD));
            link.onLane(link.connection::close);
            assertThat(readAll(client)).hasSize(MORE_THAN_SOCKETS_HOLD);
            assertThat(link.next()).isEqualTo("<written>");
        }
    }

    @Test
    void lastWordsReachAClientThatIsStillSending() throws Exception {
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            link.onLane(() -> link.connection.reading(false));
            send(client, "x".repeat(100_000));
            link.write("err 431 line is too long\n");
            link.onLane(link.connection::close);
            assertThat(readAll(client)).isEqualTo("err 431 line is too long\n");
        }
    }

    @Test
    void whoDoesNotCloseTooIsClosed() throws Exception {
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            link.onLane(link.connection::close);
            assertThat(link.next()).isEqualTo(FakeLink.CLOSED);
            assertThat(readAll(client)).isEmpty();
        }
    }

    @Test
    void whatALinkThrowsClosesItsConnectionOnly() throws Exception {
        try (Socket bad = connect()) {
            FakeLink badLink = gateway.next();
            try (Socket good = connect()) {
                FakeLink goodLink = gateway.next();
                badLink.throwing = true;
                send(bad, "x");
                assertThat(badLink.next()).isEqualTo(FakeLink.CLOSED);
                send(good, "y");
                assertThat(goodLink.next()).isEqualTo("y");
            }
        }
    }

    @Test
    void aPortInUseIsSaidWithItsAddress() {
        LineTransport second = LineTransport.port(transport.port());
        assertThatThrownBy(() -> second.start(gateway).toCompletableFuture().get(10, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PushCoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_OPTION))
                .hasMessageStartingWith("line transport cannot listen on 127.0.0.1:" + transport.port() + ": ");
        assertThat(second.port()).isEqualTo(-1);
    }

    @Test
    void anAddressThatIsNotHereIsSaid() {
        LineTransport elsewhere = LineTransport.port(0).bind("no.such.host.invalid");
        assertThatThrownBy(() -> elsewhere.start(gateway).toCompletableFuture().get(20, SECONDS))
                .hasMessageContaining("no.such.host.invalid:0");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void portsHaveBounds(int port) {
        assertThatThrownBy(() -> LineTransport.port(port)).hasMessage("port must be from 0 to 65535: " + port);
    }

    @Test
    void whoIsConnectedStaysWhenNobodyNewIsAccepted() throws Exception {
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            transport.stopAccepting();
            await().until(() -> isRefused(transport.port()));
            send(client, "still here\n");
            assertThat(link.next()).isEqualTo("still here\n");
        }
    }

    @Test
    void closingLeavesNothing() throws Exception {
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            try (Socket stalled = connect()) {
                FakeLink stalledLink = gateway.next();
                stalledLink.write("x".repeat(MORE_THAN_SOCKETS_HOLD));
                stalledLink.onLane(stalledLink.connection::close);
                transport.close().toCompletableFuture().get(10, SECONDS);
                assertThat(link.next()).isEqualTo(FakeLink.CLOSED);
                assertThat(stalledLink.next()).isEqualTo("<not written>");
                assertThat(stalledLink.next()).isEqualTo(FakeLink.CLOSED);
                assertThat(stalled.isConnected()).isTrue();
            }
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            link.onLane(() -> link.told.add("<ran>"));
            assertThat(link.told).isEmpty();
        }
        new ServerSocket(transport.port()).close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("pushcore-line")));
    }

    @Test
    void closingIsIdempotentAlsoBeforeTheStart() throws Exception {
        LineTransport unused = LineTransport.port(0);
        unused.stopAccepting();
        unused.close().toCompletableFuture().get(10, SECONDS);
        unused.close().toCompletableFuture().get(10, SECONDS);
        assertThatThrownBy(() -> unused.start(gateway).toCompletableFuture().get(10, SECONDS))
                .hasMessageContaining("was started or closed before");
    }

    @Test
    void fragmentsEndWithTheReadThatBroughtThem() throws Exception {
        close();
        start(LineTransport.port(0).runsFragments());
        try (Socket client = connect()) {
            FakeLink link = gateway.next();
            send(client, "sub c5");
            assertThat(link.next() + link.next()).isEqualTo("sub c5\n");
            send(client, "ping\n");
            assertThat(link.next()).isEqualTo("ping\n");
            send(client, "x".repeat(5_000));
            StringBuilder received = new StringBuilder();
            while (received.indexOf("\n") < 0) {
                received.append(link.next());
            }
            assertThat(received).startsWith("xxx").endsWith("x\n");
        }
    }

    private void start(LineTransport started) throws Exception {
        transport = started;
        transport.start(gateway).toCompletableFuture().get(10, SECONDS);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        // small, so that a reader that stands is noticed soon
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress("127.0.0.1", transport.port()));
        return socket;
    }

    private static boolean isRefused(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    private static long progress(FakeLink link) throws Exception {
        CompletableFuture<Long> progress = new CompletableFuture<>();
        link.onLane(() -> progress.complete(link.connection.progress()));
        return progress.get(10, SECONDS);
    }

    /** The progress once it has stood for a while. */
    private static long stalledProgress(FakeLink link) {
        AtomicLong last = new AtomicLong(-1);
        await().during(Duration.ofMillis(300)).until(() -> {
            long now = progress(link);
            return last.getAndSet(now) == now && now > 0;
        });
        return last.get();
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    private static String read(Socket socket, int length) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(length);
        assertThat(bytes).hasSize(length);
        return new String(bytes, ISO_8859_1);
    }

    private static String readAll(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), ISO_8859_1);
    }
}
