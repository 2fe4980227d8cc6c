package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers and accidents bring to a port with TLS before there is any, and to one without. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class TlsHardeningIT {
    private static final TestCertificate SERVER = TestCertificate.of("server");

    @TempDir
    private Path directory;

    private final List<LineClient> opened = new ArrayList<>();
    private TlsDirectory files;
    private LineTransport lines;
    private Broker broker;

    @BeforeEach
    void write() throws Exception {
        files = TlsDirectory.with(directory, SERVER);
    }

    private void open(UnaryOperator<Tls> tls) {
        lines = LineTransport.port(0).lanes(1).tls(tls.apply(files.tls()));
        broker = Broker.builder().transport(lines).build();
    }

    @AfterEach
    void close() throws Exception {
        for (LineClient client : opened) {
            client.close();
        }
        broker.close();
    }

    private LineClient raw() throws Exception {
        LineClient client = new LineClient(lines.port());
        opened.add(client);
        return client;
    }

    /** The first record that the JDK's client sends. */
    private static String hello() throws Exception {
        SSLEngine engine = SERVER.trusted().createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        ByteBuffer record = ByteBuffer.allocate(20_000);
        engine.wrap(ByteBuffer.allocate(0), record);
        return new String(record.array(), 0, record.position(), ISO_8859_1);
    }

    private void othersConnect() throws Exception {
        LineClient other = TlsClient.connect(lines.port(), SERVER.trusted()).modern();
        opened.add(other);
        assertThat(other.say("ping\n").line()).isEqualTo("pong");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 100})
    void aHandshakeThatStallsIsClosedInTime(int sent) throws Exception {
        open(tls -> tls.times(Duration.ofMillis(300), Duration.ofSeconds(2)));
        LineClient stalled = raw().say(hello().substring(0, sent));
        stalled.rest();
        othersConnect();
    }

    @Test
    void aHandshakeMayComeByteByByte() throws Exception {
        open(tls -> tls);
        LineClient client = raw();
        for (char one : hello().toCharArray()) {
            client.say(String.valueOf(one));
        }
        // a record of the handshake
        assertThat(client.bytes(1)).isEqualTo("\26");
    }

    @Test
    void nothingIsAllocatedFromADeclaredLength() throws Exception {
        open(tls -> tls);
        UsedHeap heap = new UsedHeap();
        for (int i = 0; i < 200; i++) {
            // a record of 64 KiB, a hello of 16 MiB
            raw().say("\26\3\1\377\377\1\377\377\377\3\3");
            raw().say("\26\3\1\0\6\1\377\377\377\3\3");
        }
        othersConnect();
        heap.hasGrownByLessThan(16 << 20);
        assertThat(raw().say("\26\3\1\0\6\1\377\377\377\3\3").rest()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void olderProtocolsAreRefused(int minor) throws Exception {
        open(tls -> tls);
        String random = "r".repeat(32);
        String body = "\3" + (char) minor + random + "\0" + "\0\2\300\11" + "\1\0";
        String handshake = "\1\0\0" + (char) body.length() + body;
        String answer =
                raw().say("\26\3\1\0" + (char) handshake.length() + handshake).rest();
        // an alert: fatal, protocol_version
        assertThat(answer).startsWith("\25\3").endsWith("\2\106");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\nAuthorization: Bearer secret\r\n\r\n", "hello 2\nping\n", "\0\0\0\0\0\0"})
    void whatIsNotTlsIsClosedAndCountedInALine(String bytes) throws Exception {
        open(tls -> tls);
        String logged = Logged.during(() -> {
            for (int i = 0; i < 20; i++) {
                assertThat(raw().say(bytes).rest()).doesNotContain("pong");
            }
        });
        assertThat(logged.lines().count()).as(logged).isLessThanOrEqualTo(1);
        assertThat(logged).doesNotContain("secret").doesNotContain("736563726574");
    }

    @Test
    void tlsOnAPortWithoutItIsClosedAndCountedInALine() throws Exception {
        open(tls -> tls);
        LineTransport plain = LineTransport.port(0);
        HttpTransport http = HttpTransport.port(0);
        String hello = hello();
        try (Broker other = Broker.builder().transport(plain).transport(http).build()) {
            String logged = Logged.during(() -> {
                for (int port : new int[] {plain.port(), http.port()}) {
                    try (LineClient client = new LineClient(port)) {
                        assertThat(client.say(hello).rest()).isEmpty();
                    }
                }
            });
            assertThat(logged.lines().count()).as(logged).isLessThanOrEqualTo(1);
            await().until(() -> other.stats().connections() == 0);
        }
    }

    @Test
    void aThousandStalledHandshakesKeepNobodyOut() throws Exception {
        open(tls -> tls);
        UsedHeap heap = new UsedHeap();
        for (int i = 0; i < 1_000; i++) {
            raw().say("\26\3\1");
            if (i % 100 == 0) {
                othersConnect();
            }
        }
        othersConnect();
        assertThat(broker.stats().connections()).isEqualTo(11);
        heap.hasGrownByLessThan(64 << 20);
    }

    @Test
    void theHandshakeThatHasTakenLongestMakesRoom() throws Exception {
        open(tls -> tls.handshakes(10));
        LineClient first = raw().say("\26");
        for (int i = 0; i < 10; i++) {
            raw().say("\26");
        }
        first.rest();
        othersConnect();
    }

    @Test
    void aClosingBrokerWaitsForNoHandshake() throws Exception {
        open(tls -> tls);
        LineClient stalled = raw().say("\26\3\1");
        othersConnect();
        broker.close();
        assertThatCode(stalled::rest).doesNotThrowAnyException();
    }
}
