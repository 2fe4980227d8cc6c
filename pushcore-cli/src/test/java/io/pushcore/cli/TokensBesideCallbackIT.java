package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "serve with --token-secret and --auth-url: tokens that hold need no asking, the application decides the rest")
class TokensBesideCallbackIT {
    private static final Pattern LINE = Pattern.compile("line +127\\.0\\.0\\.1:([0-9]+)");
    private static final String SECRET = "an example of a secret, long enough";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CommandRun broker = new CommandRun();
    private HttpServer application;
    private String port = "";

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", this::answer);
        application.start();
        String url = "http://127.0.0.1:" + application.getAddress().getPort() + "/auth";
        broker.environment(Map.of("PUSHCORE_TOKEN_SECRET", SECRET, "PUSHCORE_HTTP", "0", "PUSHCORE_ADMIN", "0"));
        broker.start("serve", "--line", "0", "--auth-url", url, "--auth-ask", "publish");
        await().untilAsserted(() -> assertThat(broker.out()).as(broker.err()).containsPattern(LINE));
        Matcher line = LINE.matcher(broker.out());
        assertThat(line.find()).isTrue();
        port = line.group(1);
    }

    @AfterEach
    void stop() {
        broker.interrupt();
        application.stop(0);
    }

    /** Knows the token {@code t} as anna's; who is in may publish in {@code theirs}. */
    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        asked.add(body);
        boolean connects = body.startsWith("action=connect");
        int status = connects && !(body + "&").contains("&token=t&") ? 401 : 200;
        byte[] answer = (connects ? "{\"user\":\"anna\"}" : "{\"allow\":" + body.contains("channel=theirs") + "}")
                .getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Test
    void aTokenThatHoldsIsNotAskedAboutAndTheApplicationSaysWhatItsUserMayPublish() throws Exception {
        String ben = jwt("\"sub\":\"ben\",\"exp\":4000000000");
        assertThat(publish("theirs", ben).exitCode()).isZero();
        assertThat(publish("others", ben).err()).contains("the application denies it");
        assertThat(asked)
                .containsExactly("action=publish&user=ben&channel=theirs", "action=publish&user=ben&channel=others");
        String server = jwt("\"grants\":[\"server\"],\"exp\":4000000000");
        assertThat(publish("others", server).exitCode()).isZero();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatIsNoTokenThatHoldsIsAskedAbout() throws Exception {
        assertThat(publish("theirs", "t").exitCode()).isZero();
        assertThat(asked)
                .hasSize(2)
                .element(0)
                .asString()
                .startsWith("action=connect&")
                .contains("token=t");
        assertThat(asked).element(1).isEqualTo("action=publish&user=anna&channel=theirs");
        assertThat(publish("theirs", "guess").err()).contains("credentials are wrong");
        // the application has never heard of it, which does not hide that it held once
        assertThat(publish("theirs", jwt("\"sub\":\"ben\",\"exp\":1")).err()).contains("credentials have expired");
        assertThat(broker.out() + broker.err()).doesNotContain(SECRET);
    }

    @Test
    void whileTheApplicationIsGoneTokensStillLetIn() throws Exception {
        application.stop(0);
        String ben = jwt("\"sub\":\"ben\",\"exp\":4000000000");
        CommandRun window =
                new CommandRun().onTerminal().start("sub", "theirs", "--count", "1", "--token", ben, "--port", port);
        await().untilAsserted(() -> assertThat(window.err()).contains("subscribed to theirs"));
        assertThat(publish("theirs", ben).err()).contains("try again");
        assertThat(publish("theirs", "t").err()).contains("try again");
        assertThat(publish("theirs", jwt("\"grants\":[\"server\"],\"exp\":4000000000"))
                        .exitCode())
                .isZero();
        assertThat(window.exitCode()).as(window.err()).isZero();
    }

    @Test
    void theStartSaysBoth() {
        assertThat(broker.out())
                .contains("/auth says who a connection is, and who may publish", "tokens: who shows a JWT that holds")
                .doesNotContain("open:", SECRET);
    }

    private CommandRun publish(String channel, String token) {
        return CommandRun.of("pub", channel, "x", "--token", token, "--port", port);
    }

    private static String jwt(String claims) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String text = base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(("{" + claims + "}").getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return text + "." + base64.encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    }
}
