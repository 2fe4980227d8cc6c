package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("TLS on the client port of ipush")
@Timeout(120)
@ExtendWith(LeakWatch.class)
class TlsIpushIT {
    private static final TestCertificate SERVER = TestCertificate.of("server");

    @TempDir
    private Path directory;

    private IpushTransport clients;
    private IpushAdminTransport admin;
    private Broker broker;

    @BeforeEach
    void open() throws Exception {
        clients = IpushTransport.port(0)
                .lanes(1)
                .owner(user -> user.equals("other") ? "https://other.example:9000" : "")
                .tls(TlsDirectory.with(directory, SERVER).tls());
        admin = IpushAdminTransport.port(0, clients);
        broker = Broker.builder().transport(clients).transport(admin).build();
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private LineClient connected(String protocol) throws Exception {
        return TlsClient.connect(clients.port(), SERVER.trusted(), protocol).line();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void chunksGoOverItBothWays(String protocol) throws Exception {
        broker.push("anna", "one").join();
        try (IpushClient anna = IpushClient.within(connected(protocol), "uid=anna&password=x")) {
            assertThat(anna.head()).startsWith("HTTP/1.1 200 OK\n");
            assertThat(anna.next()).contains("\"s\":1,", "one");
            anna.say("{\"y\":5,\"s\":1}").say("{\"y\":3,\"t\":\"anna\",\"b\":\"two\"}");
            assertThat(anna.next()).contains("\"s\":2,", "two");
            assertThat(broker.inbox("anna").pending(9).join().count()).isEqualTo(1);
        }
        try (IpushClient poll = IpushClient.within(connected(protocol), "uid=anna&password=x&type=2")) {
            poll.head();
            assertThat(poll.next()).contains("\"s\":2,", "two");
            assertThat(poll.next()).isEmpty();
            assertThat(poll.rest()).isEmpty();
        }
        try (IpushClient other = IpushClient.within(connected(protocol), "uid=other&password=x")) {
            assertThat(other.rest())
                    .startsWith("HTTP/1.1 303 ")
                    .contains("\r\nLocation: https://other.example:9000/connect?password=x&uid=other\r\n");
        }
    }

    @Test
    void aWebSocketGoesOverIt() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(SERVER.trusted()).build();
        try (WebSocketClient anna = WebSocketClient.open(
                client, URI.create("wss://127.0.0.1:" + clients.port() + "/connect?uid=anna&password=x"))) {
            anna.say("{\"y\":3,\"t\":\"anna\",\"b\":\"over TLS\"}");
            assertThat(anna.next()).contains("\"s\":1,", "over TLS");
        }
    }

    @Test
    void whoSpeaksWithoutItIsClosedAndTheAdminPortSpeaksWithoutIt() throws Exception {
        try (LineClient plain = new LineClient(clients.port())) {
            plain.say("GET /connect?uid=anna&password=x HTTP/1.1\r\n\r\n");
            assertThat(plain.rest()).doesNotContain("HTTP/1.1");
        }
        try (LineClient operator = new LineClient(admin.port())) {
            operator.say("GET /stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(operator.rest()).startsWith("HTTP/1.1 200 ");
        }
    }
}
