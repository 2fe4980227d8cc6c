package io.pushcore.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ManualTime;
import io.pushcore.netty.HttpTransport;
import io.pushcore.netty.LineTransport;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A JWT is shown in as many ways as there are, and no answer or log holds it")
@Timeout(60)
class OverTheWireIT {
    private final ManualTime time = ManualTime.create();
    private final LineTransport line = LineTransport.port(0);
    private final HttpTransport http = HttpTransport.port(0);
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream err = System.err;
    private final StringBuilder heard = new StringBuilder();
    private final Broker broker;

    OverTheWireIT() {
        System.setErr(new PrintStream(logged, true, UTF_8));
        broker = Broker.builder()
                .transport(line)
                .transport(http)
                .time(time)
                .authenticator(JwtAuthenticator.builder()
                        .key(TokenKey.secret(Forge.SECRET))
                        .cookie("session")
                        .leeway(Duration.ZERO)
                        .time(time)
                        .build())
                .authorizer(Authorizer.allowAll())
                .build();
    }

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
        System.setErr(err);
    }

    @Test
    void onTheLinePort() throws IOException {
        assertThat(auth(token(60))).isEqualTo("ok");
        assertThat(auth(token(0))).isEqualTo("err 443 credentials have expired");
        assertThat(auth(forged())).isEqualTo("err 401 credentials are wrong or missing");
        assertThat(auth("..")).isEqualTo("err 401 credentials are wrong or missing");
        nothingIsTold();
    }

    @Test
    void overHttpInHeaderQueryAndCookie() throws Exception {
        for (String way : List.of("header", "query", "cookie")) {
            assertThat(get(way, token(60)).statusCode()).as(way).isEqualTo(200);
            HttpResponse<String> expired = get(way, token(0));
            assertThat(expired.statusCode()).as(way).isEqualTo(401);
            assertThat(expired.body()).as(way).contains("\"code\":443");
            HttpResponse<String> wrong = get(way, forged());
            assertThat(wrong.statusCode()).as(way).isEqualTo(401);
            assertThat(wrong.body()).as(way).contains("\"code\":401");
        }
        assertThat(get("nowhere", token(60)).statusCode()).isEqualTo(401);
        nothingIsTold();
    }

    @Test
    void overWebSocketsInTheAddressAndInConnect() throws Exception {
        assertThat(connect("/channels/news?token=" + token(0))).isEqualTo("<close 1008 443 credentials have expired>");
        assertThat(connect("/channels/news?token=" + forged()))
                .isEqualTo("<close 1008 401 credentials are wrong or missing>");
        assertThat(connect("/channels/news?since=0&token=" + token(60), "hello"))
                .isEqualTo("hello");
        String path = "/connection/websocket";
        assertThat(connect(path, "{\"id\":1,\"connect\":{\"token\":\"" + token(60) + "\"}}"))
                .contains("\"ttl\":60");
        assertThat(connect(path, "{\"id\":1,\"connect\":{\"token\":\"" + token(0) + "\"}}"))
                .contains("\"code\":109");
        assertThat(connect(path, "{\"id\":1,\"connect\":{\"token\":\"" + forged() + "\"}}"))
                .contains("\"code\":101")
                .doesNotContain("temporary");
        nothingIsTold();
    }

    /** The first thing that is heard once these were said. */
    private String connect(String target, String... said) {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + http.port() + target), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        first.complete(text.toString());
                        return null;
                    }

                    @Override
                    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                        first.complete("<close " + code + " " + reason + ">");
                        return null;
                    }
                })
                .join();
        for (String text : said) {
            socket.sendText(text, true).join();
        }
        String answer = first.orTimeout(10, TimeUnit.SECONDS).join();
        heard.append(answer).append('\n');
        socket.abort();
        return answer;
    }

    @Test
    void aSessionEndsWithItsToken() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
            BufferedReader in = say(socket, "hello 2\nauth " + token(60) + "\nsub news\n");
            assertThat(in.readLine()).isEqualTo("ok");
            assertThat(in.readLine()).startsWith("ok sub news ");
            time.advance(Duration.ofSeconds(59));
            broker.channel("news").publish("in time").join();
            assertThat(in.readLine()).startsWith("msg news ");
            assertThat(in.readLine()).isEqualTo("in time");
            time.advance(Duration.ofSeconds(2));
            assertThat(in.readLine()).isEqualTo("bye 443 credentials have expired");
        }
    }

    private String auth(String token) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
            String answer = say(socket, "hello 2\nauth " + token + "\n").readLine();
            heard.append(answer).append('\n');
            return answer;
        }
    }

    private static BufferedReader say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        assertThat(in.readLine()).startsWith("ok hello");
        return in;
    }

    private HttpResponse<String> get(String way, String token) throws Exception {
        String query = way.equals("query") ? "?token=" + token : "";
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://localhost:" + http.port() + "/channels/news/history" + query));
        if (way.equals("header")) {
            request.header("Authorization", "Bearer " + token);
        } else if (way.equals("cookie")) {
            request.header("Cookie", "theme=dark; session=" + token);
        }
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        heard.append(answer.headers().map()).append(answer.body()).append('\n');
        return answer;
    }

    private void nothingIsTold() {
        String claims = token(60).split("\\.")[1].substring(0, 12);
        for (String text : List.of(heard.toString(), logged.toString(UTF_8))) {
            assertThat(text).isNotEmpty();
            Stream.of(claims, signature(token(60)), signature(token(0)), signature(forged()), "correct horse", "zoe7")
                    .forEach(secret -> assertThat(text).doesNotContain(secret));
        }
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private String token(int seconds) {
        return Forge.hs256("{\"alg\":\"HS256\"}", claims(seconds));
    }

    private String forged() {
        return Forge.signed("{\"alg\":\"HS256\"}", claims(60), "HmacSHA256", new byte[32]);
    }

    private String claims(int seconds) {
        return "{\"sub\":\"zoe7\",\"exp\":" + (time.now().getEpochSecond() + seconds) + "}";
    }
}
