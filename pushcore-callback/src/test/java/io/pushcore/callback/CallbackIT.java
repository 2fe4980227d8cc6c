package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Authorizer.Action;
import io.pushcore.Broker;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.SignedIdentity;
import io.pushcore.netty.HttpTransport;
import io.pushcore.netty.LineTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Connections whose users a server of the application knows")
@Timeout(120)
final class CallbackIT {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final HttpClient client = HttpClient.newHttpClient();
    private final LineTransport lines = LineTransport.port(0).lanes(1);
    private final HttpTransport http = HttpTransport.port(0).lanes(1);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private FakeApplication application;
    private HttpCallback callback;
    private Broker broker;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** Knows {@code good-NAME}, has nobody wrong, and hangs at {@code hang…}. Only anna may publish. */
    private static void answer(HttpExchange exchange, FakeApplication.Asked asked)
            throws IOException, InterruptedException {
        String token = asked.body().replaceAll(".*&token=([^&]*).*", "$1");
        if (token.startsWith("hang")) {
            new CountDownLatch(1).await();
        }
        int status = token.startsWith("wrong") || !asked.body().contains("&token=") && asked.has("action=connect")
                ? 401
                : token.startsWith("broken") ? 500 : 200;
        String body = asked.has("action=connect")
                ? "{\"user\":\"" + token.replace("good-", "") + "\"}"
                : "{\"allow\":" + asked.has("user=anna") + "}";
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length());
        exchange.getResponseBody().write(body.getBytes(UTF_8));
    }

    private void open(UnaryOperator<HttpCallbackBuilder> how, UnaryOperator<Broker.Builder> more) {
        application = FakeApplication.by(CallbackIT::answer);
        callback = how.apply(application.callback()).build();
        broker = more.apply(Broker.builder()
                        .transport(lines)
                        .transport(http)
                        .authenticator(callback)
                        .authorizer(callback))
                .build();
        opened.add(broker);
        opened.add(application);
    }

    private Line line() throws IOException {
        Line line = new Line(lines.port());
        opened.add(0, line);
        return line;
    }

    private HttpResponse<String> post(String token) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/channels/news"))
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Socketed webSocket() {
        return webSocket("/connection/websocket");
    }

    private Socketed webSocket(String target) {
        Socketed socket = new Socketed();
        socket.socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + http.port() + target), socket)
                .join();
        opened.add(0, socket.socket::abort);
        return socket;
    }

    @Test
    void overTheLinePort() throws Exception {
        open(how -> how.asks(Action.PUBLISH), more -> more);
        assertThat(line().say("auth good-anna\nsub news\npub news 1\nx\n", 3))
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).isEqualTo("ok"),
                        one -> assertThat(one).startsWith("ok sub news "),
                        one -> assertThat(one).matches("(ok pub|msg) news .*"));
        assertThat(line().say("auth good-bob\npub news 1\nx\nhis news since 0\n", 3))
                .containsExactly(
                        "ok",
                        "err 403 the application denies it",
                        "err 403 HISTORY is denied: nobody is asked who may");
        assertThat(line().say("auth wrong\nauth broken\n", 2))
                .containsExactly(
                        "err 401 credentials are wrong or missing",
                        "err 503 who you are cannot be told now; try again");
    }

    @Test
    void overHttp() throws Exception {
        open(how -> how.asks(Action.PUBLISH), more -> more);
        assertThat(post("good-anna").statusCode()).isEqualTo(200);
        assertThat(post("good-bob").statusCode()).isEqualTo(403);
        assertThat(post("wrong").statusCode()).isEqualTo(401);
        assertThat(post("broken").statusCode()).isEqualTo(503);
        int calls = application.asked().size();
        for (int i = 0; i < 20; i++) {
            post("good-anna");
        }
        assertThat(application.asked()).hasSize(calls);
    }

    @Test
    void overAWebSocketWhoCannotBeToldNowComesAgainAndWhoIsWrongDoesNot() throws Exception {
        open(how -> how, more -> more);
        assertThat(webSocket().say("{\"id\":1,\"connect\":{\"token\":\"good-anna\"}}"))
                .contains("\"client\"");
        assertThat(webSocket().say("{\"id\":1,\"connect\":{\"token\":\"broken\"}}"))
                .contains("\"code\":111")
                .contains("\"temporary\":true");
        assertThat(webSocket().say("{\"id\":1,\"connect\":{\"token\":\"wrong\"}}"))
                .contains("\"code\":101")
                .doesNotContain("temporary");
    }

    @Test
    void overARawWebSocketTheCloseCodeSaysWhetherToComeAgain() throws Exception {
        ManualTime time = ManualTime.create();
        open(how -> how.asks(Action.PUBLISH).time(time), more -> more.time(time));
        Socketed hanging = webSocket("/channels/news?token=hang");
        assertThat(webSocket("/channels/news?token=good-anna").say("hello")).isEqualTo("hello");
        assertThat(webSocket("/channels/news?token=good-bob").say("hello"))
                .isEqualTo("<close 1008 403 the application denies it>");
        assertThat(webSocket("/channels/news?token=wrong").next())
                .isEqualTo("<close 1008 401 credentials are wrong or missing>");
        assertThat(webSocket("/channels/news?token=broken").next())
                .isEqualTo("<close 1013 503 who you are cannot be told now; try again>");
        await().until(() -> callback.stats().inFlight() == 1);
        time.advance(Duration.ofSeconds(5));
        assertThat(hanging.next()).isEqualTo("<close 1013 503 who you are cannot be told now; try again>");
    }

    @Test
    void whileTheServerHangsForAThousandTheKnownGoOnAndNoLaneStands() throws Exception {
        ManualTime time = ManualTime.create();
        open(
                how -> how.asks(Action.PUBLISH).time(time),
                more -> more.time(time).limit(Limit.UNAUTHENTICATED_CONNECTIONS, 2_000));
        assertThat(post("good-anna").statusCode()).isEqualTo(200);
        Line reader = line();
        assertThat(reader.say("auth good-anna\nsub news\n", 2)).first().isEqualTo("ok");
        List<Line> hanging = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Line one = line();
            one.send("auth hang" + i + "\n");
            hanging.add(one);
        }
        await().until(() ->
                callback.stats().inFlight() == 64 && callback.stats().waiting() == 936);
        for (int i = 0; i < 20; i++) {
            assertThat(post("good-anna").statusCode()).isEqualTo(200);
        }
        assertThat(line().say("auth good-anna\nping\n", 2)).containsExactly("ok", "pong");
        assertThat(reader.lines(2).get(0)).startsWith("msg news ");
        time.advance(Duration.ofSeconds(5));
        for (Line one : hanging) {
            assertThat(one.lines(1)).containsExactly("err 503 who you are cannot be told now; try again");
        }
        await().until(() -> callback.stats().inFlight() == 0);
        assertThat(callback.stats().waiting()).isZero();
        assertThat(line().say("auth good-bob\n", 1)).containsExactly("ok");
    }

    @Test
    void withOthersBesideItASignedCookieIsTriedFirst() throws Exception {
        SignedIdentity signed = SignedIdentity.by(KEY).inCookie("who");
        application = FakeApplication.by(CallbackIT::answer);
        callback = application.callback().build();
        broker = Broker.builder()
                .transport(http)
                .authenticator(Authenticator.firstOf(signed, callback))
                .authorizer(Authorizer.allowAll())
                .build();
        opened.add(broker);
        opened.add(application);
        String cookie = "who=" + signed.sign("änne", Instant.now().plusSeconds(60));
        assertThat(history(cookie).statusCode()).isEqualTo(200);
        assertThat(application.asked()).isEmpty();
        String expired = "who=" + signed.sign("änne", Instant.now().minusSeconds(60));
        assertThat(post("good-anna").statusCode()).isEqualTo(200);
        assertThat(post("broken").statusCode()).isEqualTo(503);
        assertThat(history(expired).body()).contains("\"code\":443");
        assertThat(history(expired + "0").body()).contains("\"code\":401");
    }

    private HttpResponse<String> history(String cookie) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/channels/news/history"))
                        .header("Cookie", cookie)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A client of the line port. */
    private static final class Line implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Line(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(20_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            send("hello 2\n");
            lines(1);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        }

        List<String> say(String text, int answers) throws IOException {
            send(text);
            return lines(answers);
        }

        List<String> lines(int count) throws IOException {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lines.add(in.readLine());
            }
            return lines;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A WebSocket that hears one answer at a time. */
    private static final class Socketed implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private WebSocket socket;

        String say(String text) throws InterruptedException {
            socket.sendText(text, true).join();
            return next();
        }

        String next() throws InterruptedException {
            return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            heard.add("<close " + code + " " + reason + ">");
            return null;
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
            heard.add(text.toString());
            webSocket.request(1);
            return null;
        }
    }
}
