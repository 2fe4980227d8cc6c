package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.History;
import io.pushcore.PushCoreException;
import io.pushcore.netty.AdminTransport;
import io.pushcore.netty.HttpTransport;
import io.pushcore.netty.LineTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.MatchResult;

/** A broker with clients of all kinds, each behind a tap, and what was counted of them outside of the broker. */
final class Crowd implements AutoCloseable {
    private static final int EACH = 60;
    /** By kind of client, how a message looks. */
    private static final String ON_LINES = "^msg ";

    private static final String IN_EVENTS = "^data: m";
    private static final String IN_FRAMES = "^m-";
    private static final String IN_PUSHES = "\\{\"push\":\\{\"channel\":\"news\",\"pub\"";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final PrometheusText prometheus = new PrometheusText();
    private final LineTransport lines = LineTransport.port(0).lanes(2);
    private final HttpTransport http = HttpTransport.port(0).lanes(2);
    private final AdminTransport admin = AdminTransport.port(0).metrics(prometheus);
    private final Broker broker = Broker.builder()
            .transport(lines)
            .transport(http)
            .transport(admin)
            .channels("small", ChannelRules.keep(2).maxPayload(10))
            .authorizer((identity, action, channel) -> CompletableFuture.completedFuture(
                    channel.equals("secret") ? Authorizer.Decision.deny("it is") : Authorizer.Decision.allow()))
            .build();
    private final Tally tally = new Tally();
    private final LongAdder heardInProcess = new LongAdder();
    private final List<Heard> heard = new ArrayList<>();
    private final Tap lineTap;
    private final Tap httpTap;
    private final Tap slowTap;

    /** A client that hears messages, and how they look to it. */
    private record Heard(Ear ear, String message) {
        long messages() {
            return ear.count(message);
        }
    }

    private Crowd() throws IOException {
        prometheus.of(broker);
        lineTap = Tap.before(lines.port());
        httpTap = Tap.before(http.port());
        slowTap = Tap.before(lines.port());
    }

    static Crowd open() throws IOException {
        return new Crowd();
    }

    Broker broker() {
        return broker;
    }

    Tally tally() {
        return tally;
    }

    /** What went over the wire. */
    Map<String, Long> bytes() {
        return Map.of(
                "receivedBytes", lineTap.toBroker() + httpTap.toBroker() + slowTap.toBroker(),
                "sentBytes", lineTap.fromBroker() + httpTap.fromBroker() + slowTap.fromBroker());
    }

    JsonValue admin(String path) throws Exception {
        return new AdminClient(Integer.toString(admin.port()), "").get(path);
    }

    String metrics() throws Exception {
        return send(admin.port(), "GET", "/metrics", "").body();
    }

    // ---- readers

    void readersOfAllKindsCome() throws IOException {
        for (int i = 0; i < 2; i++) {
            line("sub news", ON_LINES).hears("^ok sub news");
            stream("/channels/news");
            heard.add(new Heard(Ear.webSocket(httpTap.port(), "/channels/news"), IN_FRAMES));
            centrifuge("{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}").hears("\"id\":2,\"subscribe\"");
        }
        tally.commands("subscribe", 8);
        await().until(() -> broker.stats().subscriptions() == 8);
        broker.channel("news").subscribe(message -> heardInProcess.increment());
    }

    void allHaveHeard() {
        for (Heard one : heard) {
            await().untilAsserted(() -> assertThat(one.messages()).isEqualTo(3 * EACH));
        }
        await().untilAsserted(() -> assertThat(heardInProcess.sum()).isEqualTo(3 * EACH));
        tally.add("delivered", 9 * 3 * EACH);
    }

    void halfOfTheReadersLeave() throws IOException {
        for (int i = 0; i < 4; i++) {
            heard.get(i).ear().close();
        }
        tally.add("connections", 4).add("sessions", 4);
        tally.add("transports.line", 1).add("transports.http", 1).add("transports.websocket", 2);
        // with those in the process
        tally.add("subscriptions", 6);
    }

    Ear readsSlowly() throws IOException {
        Ear slow = Ear.raw(slowTap.port()).say("hello 2\nsub bulk\n").hears("^ok sub bulk");
        slowTap.stand();
        return slow;
    }

    void slowReaderGoesOn() {
        slowTap.goOn();
    }

    private Ear line(String commands, String message) throws IOException {
        Ear ear = Ear.raw(lineTap.port()).say("hello 2\n" + commands + "\n");
        // whatever only wants an answer
        tally.commands("ping", 1);
        if (!message.isEmpty()) {
            heard.add(new Heard(ear, message));
        }
        return ear;
    }

    private Ear stream(String target) throws IOException {
        Ear ear = Ear.raw(httpTap.port())
                .say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        heard.add(new Heard(ear, IN_EVENTS));
        return ear;
    }

    private Ear centrifuge(String command) throws IOException {
        Ear ear = Ear.webSocket(httpTap.port(), "/connection/websocket")
                .say("{\"id\":1,\"connect\":{}}")
                .hears("\"id\":1,\"connect\"")
                .say(command);
        tally.commands("ping", 1);
        heard.add(new Heard(ear, IN_PUSHES));
        return ear;
    }

    // ---- publishers

    void publishInThreeWays() {
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(this::publishOverHttp, Crowd::onItsOwn),
                        CompletableFuture.runAsync(this::publishOnALine, Crowd::onItsOwn),
                        CompletableFuture.runAsync(this::publishInProcess, Crowd::onItsOwn))
                .join();
        tally.published(3 * EACH, 6).commands("publish", 2 * EACH);
    }

    private static void onItsOwn(Runnable work) {
        new Thread(work, "publisher").start();
    }

    private void publishInProcess() {
        for (int i = 0; i < EACH; i++) {
            broker.channel("news").publish("m-java").join();
        }
    }

    private void publishOverHttp() {
        for (int i = 0; i < EACH; i++) {
            assertThat(send(httpTap.port(), "POST", "/channels/news", "m-http").statusCode())
                    .isEqualTo(200);
        }
    }

    private void publishOnALine() {
        try (Ear publisher = line("ping", "")) {
            publisher.say("pub news 6\nm-line\n".repeat(EACH));
            await().until(() -> publisher.count("^ok pub news") == EACH);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        tally.commands("ping", 1);
    }

    void repeatsAndGaps() throws IOException {
        try (Ear one = line("pub other id=a 2\nm1\npub other id=a 2\nm1\npub other id=a 2\nm2", "")) {
            one.hears("^ok pub .* repeat$").hears("^err 409");
        }
        tally.published(1, 2).commands("publish", 3).add("repeats", 1).add("refused", 1);
        tally.refused(409);
        for (int i = 0; i < 5; i++) {
            broker.channel("small").publish("m2").join();
        }
        tally.published(5, 2);
        String epoch = broker.channel("small")
                .history(History.earliest())
                .join()
                .head()
                .epoch();
        try (Ear reader = line("sub small since " + epoch + ":1", "");
                Ear events = Ear.raw(httpTap.port())
                        .say("GET /channels/small?since=" + epoch
                                + ":2 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")) {
            reader.hears("^gap small ").hears("^msg small .*:5 ");
            events.hears("^event: gap").hears("^id: .*:5\r?$").hears("^data: m2");
            tally.add("delivered", reader.count(ON_LINES));
            await().until(() -> events.count(IN_EVENTS) == 2);
        }
        tally.add("gaps", 2).add("delivered", 2).commands("subscribe", 2);
    }

    // ---- what is refused

    void refusalsOverHttp() throws IOException {
        refused(404, 404, "GET", "/nowhere", "");
        refused(405, 404, "DELETE", "/channels/news", "");
        refused(400, 400, "GET", "/channels/news/history?since=nonsense", "");
        refused(403, 403, "GET", "/channels/news", "", "Origin", "https://evil.example");
        refused(413, 413, "POST", "/channels/news", "x".repeat(70_000));
        refused(422, 422, "POST", "/channels/$own", "x");
        refused(403, 403, "POST", "/channels/secret", "x");
        // a name that cannot be is no publish yet
        tally.add("refused", 1).commands("publish", 1);
        assertThat(send(httpTap.port(), "OPTIONS", "/channels/news", "").statusCode())
                .isEqualTo(204);
        assertThat(send(httpTap.port(), "GET", "/channels/news/history?since=0", "")
                        .statusCode())
                .isEqualTo(200);
        tally.commands("readHistory", 1);
        try (Ear broken = Ear.raw(httpTap.port()).say("NOT HTTP AT ALL\r\n\r\n")) {
            broken.hears("^HTTP/1.1 400 ").hears("<end>");
            tally.refused(400);
        }
    }

    private void refused(int status, int number, String method, String path, String body, String... headers) {
        HttpResponse<String> answer = send(httpTap.port(), method, path, body, headers);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":" + number);
        tally.refused(number);
    }

    void refusalsOnLines() throws IOException {
        try (Ear one = line("sub @anna\npub secret 1\nx\npub small 11\n12345678901\nxyz\ninbox\nping", "")) {
            one.hears("^pong$").say("pub news nonsense\n").hears("<end>");
            one.matches("^(?:err|bye) ([0-9]+)")
                    .results()
                    .map(MatchResult::group)
                    .forEach(said -> tally.refused(Integer.parseInt(said.substring(4))));
            assertThat(one.count("^(?:err|bye) ")).isGreaterThanOrEqualTo(6);
        }
        tally.add("refused", 2).commands("publish", 2).commands("subscribe", 1).commands("ping", 1);
        tally.commands("openInbox", 1).commands("unreadable", 2);
    }

    void refusalsOfWebSockets() throws IOException {
        frame("\u0081\u0001a", "\u0088.*\u0003\u00ea", 400);
        frame("\u0081\u00ff\0\0\0\0\u0040\0\0\0mask", "\u0088.*\u0003\u00f1", 431);
        try (Ear denied = centrifuge("{\"id\":2,\"subscribe\":{\"channel\":\"secret\"}}")) {
            denied.hears("\"id\":2,\"error\":\\{\"code\":103");
            tally.refused(403).commands("subscribe", 1);
        }
        Ear without = centrifuge("{\"subscribe\":{\"channel\":\"a\"}}");
        without.hears("<close 3501>");
        tally.refused(400);
    }

    /** A frame that is answered with a close. */
    private void frame(String bytes, String close, int number) throws IOException {
        try (Ear ear = Ear.raw(httpTap.port())
                .say("GET /channels/news HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")) {
            ear.hears("^HTTP/1.1 101 ").say(bytes).hears(close);
            tally.refused(number).commands("subscribe", 1);
        }
    }

    void refusalsAndFailuresInTheProcess() {
        assertThatThrownBy(() -> broker.channel("small").publish("12345678901").join())
                .hasCauseInstanceOf(PushCoreException.class);
        tally.refused(413).add("refused", 1);
        broker.channel("brittle").subscribe(message -> {
            throw new IllegalStateException("thrown by the test");
        });
        broker.channel("brittle").publish("m").join();
        tally.published(1, 1).add("delivered", 1).add("handlerFailures", 1);
    }

    void oneIsSentAway() throws IOException {
        try (Ear kicked = line("setuuid bob", "")) {
            kicked.hears("^ok$");
            tally.commands("setUser", 1);
            assertThat(send(admin.port(), "POST", "/users/bob/disconnect", "").body())
                    .contains("\"disconnected\":1");
            kicked.hears("^bye 444 ");
            tally.refused(444);
        }
    }

    private HttpResponse<String> send(int port, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        try {
            return client.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        broker.close();
        lineTap.close();
        httpTap.close();
        slowTap.close();
    }
}
