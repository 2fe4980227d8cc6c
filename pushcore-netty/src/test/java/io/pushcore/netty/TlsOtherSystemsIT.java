package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("TLS on the ports of the other systems' clients")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class TlsOtherSystemsIT {
    private static final TestCertificate SERVER = TestCertificate.of("server");

    @TempDir
    private Path directory;

    /** A port, and what its clients ask first. */
    private enum Port {
        GO_PUSH(
                tls -> GoPushTransport.port(0).lanes(1).tls(tls),
                "/connect",
                "{\"type\":\"PING\",\"data\":{}}",
                "{\"type\":\"PONG\",\"data\":{}}"),
        MINIPUSH(tls -> MinipushTransport.port(0).lanes(1).tls(tls), "/ws", "{\"stats\":{}}", "{\"stats\":{"),
        SOCKET_IO(
                tls -> SocketIoTransport.port(0).lanes(1).tls(tls),
                "/socket.io/?EIO=4&transport=websocket",
                "40",
                "0{\"sid\""),
        XIUCALL(tls -> XiucallConnector.port(0).lanes(1).tls(tls), XiucallBroker.OPENING, "2", "0{\"sid\""),
        PUSHD_HTTP(tls -> PushdHttpTransport.port(0).lanes(1).tls(tls), "/pub/news/hello", "", "PUBLISHED");

        private final Function<Tls, Transport> transport;
        private final String path;
        private final String says;
        private final String hears;

        Port(Function<Tls, Transport> transport, String path, String says, String hears) {
            this.transport = transport;
            this.path = path;
            this.says = says;
            this.hears = hears;
        }

        /** What the JDK's client, which trusts the broker's certificate and no other, hears first. */
        String answer(HttpClient client, int port) throws Exception {
            if (says.isEmpty()) {
                URI address = URI.create("https://127.0.0.1:" + port + path);
                return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
            }
            URI address = URI.create("wss://127.0.0.1:" + port + path);
            String[] headers = {"Cookie", "x-uid=1", "x-nbb-authid", "anna"};
            try (WebSocketClient opened = WebSocketClient.open(client, address, headers)) {
                return opened.say(says).next();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoTrustsItsCertificateIsAnsweredAndWhoSpeaksWithoutItIsNot(Port port) throws Exception {
        Transport transport =
                port.transport.apply(TlsDirectory.with(directory, SERVER).tls());
        HttpClient client = HttpClient.newBuilder().sslContext(SERVER.trusted()).build();
        try (Broker broker = Broker.builder().transport(transport).build()) {
            for (String plain : new String[] {"GET " + port.path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "ping\n"}) {
                try (LineClient open = new LineClient(transport.port())) {
                    assertThat(open.say(plain).rest()).as(plain).doesNotContain("HTTP/1.1", "pong");
                }
            }
            assertThat(broker.stats().published()).isZero();
            assertThat(port.answer(client, transport.port())).startsWith(port.hears);
            await().atMost(Duration.ofSeconds(60)).until(() -> broker.stats().connections() == 0);
        }
    }
}
