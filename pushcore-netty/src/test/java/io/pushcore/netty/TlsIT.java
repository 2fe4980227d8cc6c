package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Credentials;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Payload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on each port, with the JDK's own client. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class TlsIT {
    private static final TestCertificate SERVER = TestCertificate.of("server");

    @TempDir
    private Path directory;

    private TlsDirectory files;
    private HttpTransport http;
    private LineTransport lines;
    private LineTransport frames;
    private Broker broker;

    @BeforeEach
    void write() throws Exception {
        files = TlsDirectory.with(directory, SERVER);
    }

    private void open(UnaryOperator<Tls> tls, UnaryOperator<Broker.Builder> more) {
        Tls chosen = tls.apply(files.tls());
        http = HttpTransport.port(0).lanes(2).tls(chosen);
        lines = LineTransport.port(0).lanes(2).tls(chosen);
        frames = LineTransport.port(0).framed().lanes(1).tls(chosen);
        broker = more.apply(Broker.builder().transport(http).transport(lines).transport(frames))
                .build();
    }

    private void open() {
        open(tls -> tls, builder -> builder);
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + http.port() + target));
    }

    private static HttpClient client() throws Exception {
        return HttpClient.newBuilder().sslContext(SERVER.trusted()).build();
    }

    private TlsClient connect(String... protocols) throws Exception {
        return TlsClient.connect(lines.port(), SERVER.trusted(), protocols);
    }

    // ---- each port

    @Test
    void requestsEventsAndWebSocketsGoOverIt() throws Exception {
        open();
        HttpClient client = client();
        WebSocketClient socket =
                WebSocketClient.open(client, URI.create("wss://127.0.0.1:" + http.port() + "/channels/c"));
        StreamClient events = StreamClient.open(client, request("/channels/c").header("Accept", "text/event-stream"));
        assertThat(events.event()).hasSize(2);
        HttpResponse<String> published = client.send(
                request("/channels/c")
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build(),
                HttpResponse.BodyHandlers.ofString(UTF_8));
        assertThat(published.statusCode()).isEqualTo(200);
        assertThat(socket.next()).isEqualTo("hello");
        socket.say("back");
        assertThat(events.event()).contains("data: hello");
        assertThat(events.event()).contains("data: back");
        events.close();
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void linesAndFramesGoOverIt(String protocol) throws Exception {
        open();
        TlsClient client = connect(protocol);
        assertThat(client.socket().getSession().getProtocol()).isEqualTo(protocol);
        LineClient line = client.modern();
        line.say("sub c\n");
        assertThat(line.line()).startsWith("ok sub c ");
        LineClient framed =
                TlsClient.connect(frames.port(), SERVER.trusted(), protocol).line();
        assertThat(framed.sayFramed("pub c hello").framed()).isNotEmpty();
        String pushed = line.line();
        assertThat(line.payload(pushed)).isEqualTo("hello");
        line.close();
        framed.close();
    }

    @Test
    void theAuthenticatorSeesWhereOneComesFrom() throws Exception {
        Queue<Credentials> shown = new ConcurrentLinkedQueue<>();
        open(tls -> tls, builder -> guarded(builder, shown));
        assertThat(connect().modern().say("auth secret\n").line()).startsWith("ok");
        assertThat(shown.element().remoteAddress()).isEqualTo("127.0.0.1");
        assertThat(shown.element().subject()).isEmpty();
    }

    private static Broker.Builder guarded(Broker.Builder builder, Queue<Credentials> shown) {
        return builder.authorizer(Authorizer.allowAll()).authenticator(credentials -> {
            shown.add(credentials);
            return CompletableFuture.completedFuture(Identity.of("anna"));
        });
    }

    // ---- how it ends

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anEndIsSaidWithinTls(String protocol) throws Exception {
        open();
        LineClient line = connect(protocol).modern();
        line.say("sub c\n").line();
        CompletableFuture<Void> closed = Background.run(broker::close);
        // the JDK's socket fails where the connection ends and that was not said
        assertThat(line.rest()).contains("bye");
        closed.join();
    }

    @Test
    void whatWasAskedIsAnsweredAfterAHalfClose() throws Exception {
        open();
        broker.channel("c").publish("kept").join();
        LineClient line = connect("TLSv1.3").modern();
        line.say("sub c since 0\nping\n").sayNoMore();
        assertThat(line.rest()).startsWith("ok sub c ").contains("\nkept\n").contains("pong\n");
    }

    @Test
    void whoCutsTheConnectionIsGone() throws Exception {
        open();
        for (int i = 0; i < 20; i++) {
            TlsClient client = connect();
            client.modern().say("sub c\n").line();
            client.raw().shutdownOutput();
            client.raw().getInputStream().readAllBytes();
        }
        await().until(() -> broker.stats().connections() == 0);
    }

    // ---- slow readers

    @Test
    void whoReadsSlowlyIsAPositionAndGetsEverything() throws Exception {
        int messages = 4_000;
        open(
                tls -> tls,
                builder -> builder.channels(ChannelRules.keep(messages)
                                .forAtMost(Duration.ZERO)
                                .atMostBytes(1 << 30))
                        .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 1 << 20));
        LineClient line = connect().modern();
        line.say("sub c\n").line();
        for (int i = 0; i < messages; i++) {
            broker.channel("c").publish(Payload.of("x".repeat(4_000))).join();
        }
        assertThat(broker.stats().tapeBytes()).isLessThan(2 << 20);
        for (int offset = 1; offset <= messages; offset++) {
            String pushed = line.line();
            assertThat(pushed).startsWith("msg c ").endsWith(":" + offset + " 4000");
            line.payload(pushed);
        }
    }

    @Test
    void whoStandsIsClosedAfterFiveMinutesAndWhoReadsALittleIsNot() throws Exception {
        ManualTime time = ManualTime.at(Instant.parse("2026-01-01T00:00:00Z"));
        open(
                tls -> tls,
                builder -> builder.time(time)
                        .channels(ChannelRules.keep(10_000)
                                .forAtMost(Duration.ZERO)
                                .atMostBytes(1 << 30)));
        LineClient stands = connect().modern();
        TlsClient slow = connect();
        slow.modern();
        stands.say("sub c\n").line();
        slow.line().say("sub c\n").line();
        for (int i = 0; i < 8_000; i++) {
            broker.channel("c").publish(Payload.of("x".repeat(4_000))).join();
        }
        for (int minute = 0; minute < 10; minute++) {
            // more than the system waits for until it takes more
            slow.line().bytes(2 << 20);
            for (int seconds = 0; seconds < 60; seconds += 10) {
                time.advance(Duration.ofSeconds(10));
            }
        }
        await().untilAsserted(() -> assertThat(broker.stats().subscriptions()).isEqualTo(1));
        slow.line().bytes(8 << 20);
    }

    // ---- what is not spoken

    @Test
    void weakSuitesAreRefused() throws Exception {
        open();
        TlsClient client = TlsClient.unconnected(lines.port(), SERVER.trusted());
        client.socket().setEnabledProtocols(new String[] {"TLSv1.2"});
        client.socket().setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
        assertThatThrownBy(() -> client.socket().startHandshake()).isInstanceOf(SSLException.class);
    }

    @Test
    void aSecondHandshakeIsRefused() throws Exception {
        open();
        TlsClient client = connect("TLSv1.2");
        client.modern();
        client.socket().startHandshake();
        assertThatThrownBy(() -> client.line().say("ping\n").line()).isInstanceOf(IOException.class);
    }

    @Test
    void aClientThatMeansAnotherProtocolIsRefused() throws Exception {
        open();
        assertThat(negotiated(http.port(), "h2", "http/1.1")).isEqualTo("http/1.1");
        assertThatThrownBy(() -> negotiated(http.port(), "h2")).isInstanceOf(SSLException.class);
        // a browser at a port of lines, which it could make run commands
        assertThatThrownBy(() -> negotiated(lines.port(), "h2", "http/1.1")).isInstanceOf(SSLException.class);
    }

    private static String negotiated(int port, String... protocols) throws Exception {
        TlsClient client = TlsClient.unconnected(port, SERVER.trusted());
        SSLParameters parameters = client.socket().getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        client.socket().setSSLParameters(parameters);
        client.socket().startHandshake();
        return client.socket().getApplicationProtocol();
    }

    // ---- pages

    @Test
    void aPageThatCameWithoutTlsIsForeign() throws Exception {
        open();
        String host = "localhost:" + http.port();
        assertThat(statusFor("https://" + host, host)).isEqualTo("HTTP/1.1 200 OK");
        assertThat(statusFor("http://" + host, host)).isEqualTo("HTTP/1.1 403 Forbidden");
    }

    private String statusFor(String origin, String host) throws Exception {
        LineClient line = TlsClient.connect(http.port(), SERVER.trusted()).line();
        line.say("GET /channels/c/history HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\n\r\n");
        return line.line().strip();
    }

    // ---- clients' certificates

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoseCertificateItIsIsSeenByTheAuthenticator(String protocol) throws Exception {
        TestCertificate anna = TestCertificate.of("anna");
        Path trusted = files.trusted(anna);
        Queue<Credentials> shown = new ConcurrentLinkedQueue<>();
        open(tls -> tls.clientCertificates(trusted), builder -> guarded(builder, shown));
        LineClient line = TlsClient.connect(lines.port(), SERVER.trustedBy(anna), protocol)
                .modern();
        assertThat(line.say("auth x\n").line()).startsWith("ok");
        HttpClient client =
                HttpClient.newBuilder().sslContext(SERVER.trustedBy(anna)).build();
        client.send(request("/channels/c/history").build(), HttpResponse.BodyHandlers.discarding());
        assertThat(shown).extracting(Credentials::subject).containsExactly("CN=anna,O=Example", "CN=anna,O=Example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aWrongCertificateAndNoneAreRefused(String protocol) throws Exception {
        Path trusted = files.trusted(TestCertificate.of("anna"));
        open(tls -> tls.clientCertificates(trusted), builder -> builder);
        assertThatThrownBy(() -> connect(protocol).modern()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TlsClient.connect(lines.port(), SERVER.trustedBy(TestCertificate.of("bob")), protocol)
                        .modern())
                .isInstanceOf(IOException.class);
        assertThat(broker.stats().connections()).isZero();
    }
}
