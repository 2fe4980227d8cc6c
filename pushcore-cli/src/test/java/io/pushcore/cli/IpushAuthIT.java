package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("serve --ipush with --auth-url: a server of the application that was written for ipush says who comes in")
@Timeout(180)
class IpushAuthIT {
    private static final Pattern PORTS = Pattern.compile("ipush +127\\.0\\.0\\.1:(\\d+), admin 127\\.0\\.0\\.1:(\\d+)");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CommandRun broker = new CommandRun();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer application;
    private String address = "";

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/embed/pushMsg/valid", this::answer);
        application.start();
        address = "http://127.0.0.1:" + application.getAddress().getPort() + "/embed/pushMsg/valid";
    }

    @AfterEach
    void stop() {
        broker.interrupt();
        application.stop(0);
    }

    /** Knows each user by the password {@code of NAME}; may decide about one action, in the broker's own form. */
    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        asked.add(body);
        Matcher who = Pattern.compile("id=(\\w+)&token=of\\+(\\w+)").matcher(body);
        boolean allows = body.equals("action=push&user=anna&channel=%40bert");
        byte[] answer = (body.startsWith("action=")
                        ? "{\"allow\":" + allows + "}"
                        : "{\"success\":" + (who.matches() && who.group(1).equals(who.group(2))) + "}")
                .getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private Matcher serve(String... more) {
        String[] words = {"serve", "--line", "off", "--ipush", "0:0", "--auth-url", address, "--auth-form", "ipush"};
        String[] all = new String[words.length + more.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        broker.start(all);
        await().untilAsserted(() -> assertThat(broker.out()).as(broker.err()).containsPattern(PORTS));
        Matcher ports = PORTS.matcher(broker.out());
        assertThat(ports.find()).isTrue();
        return ports;
    }

    @Test
    void whoseIdAndTokenItKnowsReadsTheirInbox() throws Exception {
        Matcher ports = serve();
        for (int i = 0; i < 3; i++) {
            HttpResponse<InputStream> anna = connect(ports.group(1), "uid=anna&password=of+anna");
            assertThat(anna.statusCode()).isEqualTo(200);
            if (i == 0) {
                push(ports.group(2), "to=anna&from=shop");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(anna.body(), UTF_8));
            assertThat(lines.readLine().strip())
                    .isEqualTo("{\"y\":3,\"s\":1,\"t\":\"anna\",\"f\":\"shop\",\"b\":\"on its way\"}");
            anna.body().close();
        }
        assertThat(asked).containsExactly("id=anna&token=of+anna");
        for (String wrong : List.of("uid=anna&password=of+bert", "uid=bert&password=of+anna")) {
            HttpResponse<InputStream> refused = connect(ports.group(1), wrong);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
            assertThat(new String(refused.body().readAllBytes(), UTF_8)).isEqualTo("{\"error\":\"invalid uid\"}\n");
        }
        assertThat(asked).hasSize(3);
        application.stop(0);
        assertThat(connect(ports.group(1), "uid=carla&password=of+carla").statusCode())
                .isEqualTo(503);
    }

    @Test
    void whatTheyMayDoIsAskedWhereItIsNamed() throws Exception {
        Matcher ports = serve("--auth-ask", "push");
        try (IpushSocket anna = new IpushSocket(ports.group(1), "uid=anna&password=of+anna")) {
            anna.say("{\"y\":3,\"t\":\"bert\",\"b\":\"from anna\"}");
            anna.say("{\"y\":3,\"t\":\"carla\",\"b\":\"from anna\"}");
            assertThat(anna.line()).isEqualTo("{\"error\":\"the application denies it\"}");
            anna.say("{\"y\":1,\"c\":\"team\"}");
            assertThat(anna.line()).startsWith("{\"error\":\"FOLLOW is denied");
        }
        try (IpushSocket bert = new IpushSocket(ports.group(1), "uid=bert&password=of+bert")) {
            assertThat(bert.line()).isEqualTo("{\"y\":3,\"s\":1,\"t\":\"bert\",\"f\":\"anna\",\"b\":\"from anna\"}");
        }
    }

    @Test
    void anotherFormIsRefusedAtTheStart() {
        assertThat(CommandRun.of("serve", "--auth-url", address, "--auth-form", "soap")
                        .err())
                .contains("--auth-form must be pushcore or ipush");
        assertThat(CommandRun.of("serve", "--auth-form", "ipush").err()).contains("--auth-form needs --auth-url");
    }

    private HttpResponse<InputStream> connect(String port, String query) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/connect?" + query))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private void push(String port, String query) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/pub?" + query))
                        .POST(HttpRequest.BodyPublishers.ofString("on its way"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).startsWith("{\"result\":\"ok\"");
    }
}
