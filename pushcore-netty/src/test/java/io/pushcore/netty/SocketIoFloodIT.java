package io.pushcore.netty;

import static io.pushcore.netty.SocketIoPort.V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.ManualTime;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("Sessions of Socket.IO that nobody enters take nothing from others")
@Timeout(300)
@ExtendWith(LeakWatch.class)
final class SocketIoFloodIT {
    private static final String POLLING = V4 + "polling";

    private final ManualTime time = ManualTime.create();
    private final SocketIoPort port =
            SocketIoPort.open(SocketIoTransport.port(0).bind("0.0.0.0").lanes(2), builder -> builder.time(time));

    @AfterEach
    void close() throws Exception {
        port.close();
    }

    private static Optional<String> outside() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    @Test
    void oneAddressCannotShutOthersOut() throws Exception {
        Optional<String> outside = outside();
        assumeThat(outside).as("an address of this machine but loopback").isPresent();
        String flooding = outside.get();
        int begun = 0;
        HttpResponse<String> answer = port.getFrom(flooding, POLLING);
        while (answer.statusCode() == 200 && begun < 2_000) {
            begun++;
            answer = port.getFrom(flooding, POLLING);
        }
        assertThat(begun).as("sessions that one address began").isEqualTo(200);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body())
                .isEqualTo("{\"code\":4,\"message\":\"no more than 200 unauthenticatedConnectionsPerAddress\"}");
        assertThat(handshakeFrom(flooding)).startsWith("HTTP/1.1 429 ").contains("\"code\":4,");
        // another address
        String session = port.connected();
        assertThat(port.transport().clients()).hasSize(1);
        assertThat(port.post(session, "41").body()).isEqualTo("ok");
        // who never came in is forgotten in ten seconds, although nobody fetched that
        time.advance(Duration.ofSeconds(10));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> port.getFrom(flooding, POLLING).statusCode() == 200);
    }

    private String handshakeFrom(String address) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address, port.transport().port()));
        try (LineClient raw = new LineClient(socket)) {
            return raw.say("GET " + V4 + "websocket HTTP/1.1\r\nHost: localhost\r\n" + OtherSystemsPorts.UPGRADE
                            + "\r\n")
                    .rest();
        }
    }

    @Test
    void anEmptySessionCostsNoMoreThanAConnection() throws Exception {
        assertThat(port.get(POLLING).statusCode()).isEqualTo(200);
        UsedHeap heap = new UsedHeap();
        for (int i = 0; i < 999; i++) {
            assertThat(port.get(POLLING).statusCode()).isEqualTo(200);
        }
        heap.hasGrownByLessThan(1_000 * 8 << 10);
        HttpResponse<String> oneMore = port.get(POLLING);
        assertThat(oneMore.statusCode()).isEqualTo(429);
        assertThat(oneMore.body()).contains("too many sessions without a namespace (unauthenticatedConnections)");
    }

    @Test
    void whoLeavesInTheSameBreathAsItComesLeavesNothing() throws Exception {
        LineClient raw = port.raw();
        // a client of version 3 is let in without a word of its own; behind the handshake stands a masked frame with
        // "1"
        raw.say("GET /socket.io/?EIO=3&transport=websocket HTTP/1.1\r\nHost: localhost\r\n" + OtherSystemsPorts.UPGRADE
                + "\r\n\u0081\u0081\0\0\0\0001");
        assertThat(raw.rest()).startsWith("HTTP/1.1 101 ");
        await().atMost(Duration.ofSeconds(60)).until(() -> port.broker().stats().connections() == 0);
        assertThat(port.transport().clients()).isEmpty();
    }
}
