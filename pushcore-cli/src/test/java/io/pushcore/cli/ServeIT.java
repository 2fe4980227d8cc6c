package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against the broker that it starts. */
class ServeIT {
    private static final Pattern LINE = Pattern.compile("line +127\\.0\\.0\\.1:([0-9]+)");

    private static final Pattern HTTP = Pattern.compile("http +127\\.0\\.0\\.1:([0-9]+)");

    private static final Pattern ADMIN = Pattern.compile("admin +127\\.0\\.0\\.1:([0-9]+)");

    private CommandRun broker = new CommandRun();

    @AfterEach
    void stop() {
        broker.interrupt();
    }

    @Test
    void whatOneWindowPublishesTheOtherPrints() {
        String port = serve();
        CommandRun window = subscribe("channel1", port);
        assertThat(publish("channel1", "hello world", port)).isZero();
        await().untilAsserted(() -> assertThat(window.out()).isEqualTo("channel1 1 hello world\n"));
        broker.interrupt();
        assertThat(broker.exitCode()).isZero();
        assertThat(window.exitCode()).isEqualTo(ExitCode.CONNECTION);
        assertThat(window.err()).contains("connection closed by the broker");
    }

    @Test
    void theStartSaysWhatListensWhoMayComeAndWhatIsNext() {
        String port = serve();
        assertThat(broker.out())
                .contains("PushCore ", "\n  admin        127.0.0.1:")
                .containsOnlyOnce(
                        "\nopen: anyone on this machine may connect, subscribe, publish, read history and presence,"
                                + " with positions and recovery\n")
                .contains("telnet localhost " + port, "./pushcore sub channel1 --port " + port)
                .contains("Ctrl-C");
        assertThat(broker.err()).isEmpty();
    }

    @Test
    void aHundredThousandLinesArriveWholeAndInOrder() {
        String port = serve();
        CommandRun window = subscribe("numbers", port, "--count", "100000");
        List<String> lines =
                IntStream.rangeClosed(1, 100_000).mapToObj(i -> "line " + i).toList();
        CommandRun publisher =
                new CommandRun().input(String.join("\n", lines)).start("pub", "numbers", "-", "--port", port);
        assertThat(publisher.exitCode()).as(publisher.err()).isZero();
        assertThat(window.exitCode()).as(window.err()).isZero();
        String wanted = IntStream.rangeClosed(1, 100_000)
                .mapToObj(i -> "numbers " + i + " line " + i + "\n")
                .collect(Collectors.joining());
        assertThat(window.out()).isEqualTo(wanted);
    }

    @Test
    void allOfALongHistoryIsPrinted() {
        String port = serve("--keep", "1000000");
        String lines = "a line\n".repeat(25_000);
        assertThat(new CommandRun()
                        .input(lines)
                        .start("pub", "long", "-", "--port", port)
                        .exitCode())
                .isZero();
        assertThat(history(port, "long").lines()).hasSize(25_000);
        assertThat(history(port, "long", "--limit", "10001").lines()).hasSize(10_001);
        assertThat(history(port, "long", "--since", "24998")).isEqualTo("long 24999 a line\nlong 25000 a line\n");
        assertThat(history(port, "other")).isEmpty();
    }

    @Test
    void whatIsNoLongerKeptIsAGap() {
        String port = serve("--keep", "10");
        assertThat(new CommandRun()
                        .input("x\n".repeat(100))
                        .start("pub", "short", "-", "--port", port)
                        .exitCode())
                .isZero();
        CommandRun window = CommandRun.of("sub", "short", "--since", "5", "--count", "10", "--port", port);
        assertThat(window.out().lines()).hasSize(10).first().isEqualTo("short 91 x");
        assertThat(window.err()).matches("pushcore: gap in short from [0-9a-z]+:5 to [0-9a-z]+:90\n");
    }

    @Test
    void aLineThatIsTooLongStopsThePublisherAndIsNamed() {
        String port = serve("--max-payload", "100B");
        CommandRun publisher = new CommandRun()
                .input("short\n" + "x".repeat(101) + "\nshort\n")
                .start("pub", "c", "-", "--port", port);
        assertThat(publisher.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(publisher.err()).startsWith("pushcore: line 2 was refused: ").contains("100");
        assertThat(CommandRun.of("his", "c", "--port", port).out()).startsWith("c 1 short\n");
    }

    @Test
    void withAnAppOnlyWhoHasLoggedInMayPublish() {
        String port = serve("--app", "web:s3cret");
        assertThat(publish("c", "x", port)).isEqualTo(ExitCode.FAILED);
        CommandRun publisher = new CommandRun()
                .environment(Map.of("PUSHCORE_APP", "web:s3cret"))
                .start("pub", "c", "x", "--port", port);
        assertThat(publisher.exitCode()).as(publisher.err()).isZero();
        CommandRun wrong = CommandRun.of("pub", "c", "x", "--app", "web:guess", "--port", port);
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(wrong.err()).doesNotContain("guess");
        assertThat(broker.out() + broker.err()).doesNotContain("s3cret").contains("apps: web");
    }

    @Test
    void theApplicationSaysWhoAConnectionIsAndWhatItMayDo() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(body);
            boolean known = !body.contains("token=guess");
            byte[] answer = (body.startsWith("action=connect")
                            ? "{\"user\":\"anna\"}"
                            : "{\"allow\":" + body.contains("channel=hers") + "}")
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(known ? 200 : 401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        application.start();
        try {
            String url = "http://127.0.0.1:" + application.getAddress().getPort() + "/auth";
            String port = serve("--auth-url", url + "?key=s3cret", "--auth-ask", "publish", "--app", "web:s3cret");
            assertThat(broker.out())
                    .contains(url + " says who a connection is, and who may publish")
                    .contains("apps: web")
                    .doesNotContain("s3cret");
            assertThat(publish("hers", "x", port, "--token", "t")).isZero();
            assertThat(publish("others", "x", port, "--token", "t")).isEqualTo(ExitCode.FAILED);
            assertThat(publish("hers", "x", port, "--token", "guess")).isEqualTo(ExitCode.FAILED);
            assertThat(publish("others", "x", port, "--app", "web:s3cret")).isZero();
            assertThat(CommandRun.of("his", "hers", "--token", "t", "--port", port)
                            .err())
                    .contains("HISTORY is denied");
            assertThat(asked).contains("action=publish&user=anna&channel=hers");
        } finally {
            application.stop(0);
        }
    }

    @Test
    void whoHasASingleUseTokenMaySubscribe() throws IOException {
        String port = serve("--app", "web:s3cret");
        CommandRun window =
                new CommandRun().onTerminal().start("sub", "c", "--token", token(port), "--count", "1", "--port", port);
        await().untilAsserted(() -> assertThat(window.err()).contains("subscribed to c"));
        assertThat(CommandRun.of("pub", "c", "x", "--app", "web:s3cret", "--port", port)
                        .exitCode())
                .isZero();
        assertThat(window.exitCode()).isZero();
        assertThat(window.out()).isEqualTo("c 1 x\n");
    }

    @Test
    void withATokenSecretUsersSubscribeAndServersDoTheRest() throws Exception {
        String secret = "an example of a secret, long enough";
        broker.environment(Map.of("PUSHCORE_TOKEN_SECRET", secret, "PUSHCORE_HTTP", "0", "PUSHCORE_ADMIN", "0"));
        String port = serve("--jwt-aud", "app");
        assertThat(broker.out())
                .contains("\ntokens: who shows a JWT that holds may subscribe\n", "\ndenied to users: publish, ")
                .contains("--token TOKEN --port " + port)
                .doesNotContain("open:", secret);
        String user = jwt(secret, "\"sub\":\"ann\",\"aud\":\"app\",\"exp\":4000000000");
        String server = jwt(secret, "\"grants\":[\"server\"],\"aud\":\"app\",\"exp\":4000000000");
        CommandRun window = new CommandRun()
                .onTerminal()
                .environment(Map.of("PUSHCORE_TOKEN", user))
                .start("sub", "c", "--count", "1", "--port", port);
        await().untilAsserted(() -> assertThat(window.err()).contains("subscribed to c"));
        CommandRun denied = CommandRun.of("pub", "c", "x", "--token", user, "--port", port);
        assertThat(denied.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(denied.err()).contains("PUBLISH is denied to users: only servers may, by --app or the grant server");
        assertThat(CommandRun.of("his", "c", "--token", user, "--port", port).err())
                .contains("HISTORY is denied");
        assertThat(CommandRun.of("pub", "c", "x", "--token", server, "--port", port)
                        .exitCode())
                .isZero();
        assertThat(window.exitCode()).as(window.err()).isZero();
        assertThat(window.out()).isEqualTo("c 1 x\n");
        for (String wrong : List.of(
                jwt("an example of a secret that is another", "\"aud\":\"app\",\"exp\":4000000000"),
                jwt(secret, "\"aud\":\"other\",\"exp\":4000000000"),
                jwt(secret, "\"aud\":\"app\",\"exp\":1"))) {
            CommandRun refused = CommandRun.of("sub", "c", "--token", wrong, "--port", port);
            assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(refused.err() + broker.out() + broker.err())
                    .doesNotContain(wrong.substring(wrong.length() - 20));
        }
    }

    private static String jwt(String secret, String claims) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String text = base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(("{" + claims + "}").getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return text + "." + base64.encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    }

    @Test
    void aTakenPortIsOneLineThatNamesItAndItsOption() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            CommandRun line = CommandRun.of("serve", "--line", port);
            assertThat(line.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(line.err()).startsWith("pushcore: cannot listen on 127.0.0.1 port " + port + " (--line): ");
            assertThat(line.err().lines()).hasSize(1);
            CommandRun framed = CommandRun.of("serve", "--line", "0", "--line-framed", port);
            assertThat(framed.err()).contains("port " + port + " (--line-framed)");
            CommandRun admin = CommandRun.of("serve", "--line", "0", "--admin", port);
            assertThat(admin.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(admin.err())
                    .startsWith("pushcore: cannot listen on 127.0.0.1 port " + port + " (--admin): ")
                    .endsWith("; --admin takes another port, 0 for a free one, or off\n");
        }
    }

    @Test
    void anAddressThatIsNotOfThisMachineIsSaid() {
        CommandRun run = CommandRun.of("serve", "--bind", "192.0.2.1", "--line", "0", "--open");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).startsWith("pushcore: cannot listen on 192.0.2.1").contains("--bind");
    }

    @Test
    void anOpenAddressIsRefusedUnlessOpenIsSaid() {
        CommandRun refused = CommandRun.of("serve", "--bind", "0.0.0.0", "--line", "0");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("--app", "--open");
        broker.start("serve", "--bind", "0.0.0.0", "--line", "0", "--open");
        await().untilAsserted(() -> assertThat(broker.out())
                .contains("open: anyone who can reach 0.0.0.0 may connect, subscribe, publish"));
    }

    @Test
    void theHttpPortListensToo() {
        broker.start("serve", "--line", "off", "--http", "0");
        await().untilAsserted(() -> assertThat(broker.out()).containsPattern("http +127.0.0.1:[1-9]"));
        broker.interrupt();
        assertThat(CommandRun.of("serve", "--line", "off", "--http", "off").err())
                .contains("--ipush, --minipush, --pushd-http and --xiucall are off");
    }

    @Test
    void onlyPagesOfAllowedOriginsMayUseTheHttpPort() throws IOException {
        broker.start(
                "serve",
                "--line",
                "off",
                "--http",
                "0",
                "--allow-origin",
                "https://one.example,https://two.example",
                "--allow-origin",
                "https://three.example");
        await().untilAsserted(() -> assertThat(broker.out()).as(broker.err()).containsPattern(HTTP));
        for (String allowed : List.of("https://one.example", "https://two.example", "https://three.example")) {
            assertThat(statusFor(allowed)).as(allowed).isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(statusFor("https://four.example")).isEqualTo("HTTP/1.1 403 Forbidden");
    }

    /** The first line of the answer to what a page of this origin asks. */
    private String statusFor(String origin) throws IOException {
        Matcher http = HTTP.matcher(broker.out());
        assertThat(http.find()).isTrue();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(http.group(1)))) {
            String request = "GET /channels/c HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
        }
    }

    @Test
    void theFramedPortListensToo() {
        broker.start("serve", "--line", "off", "--line-framed", "0");
        await().untilAsserted(() -> assertThat(broker.out()).containsPattern("line-framed +127.0.0.1:[1-9]"));
    }

    @Test
    void onThePortOfFragmentsACommandNeedsNoNewline() throws IOException {
        broker.start("serve", "--line", "off", "--http", "off", "--line-fragments", "0");
        Pattern fragments = Pattern.compile("line-fragments +127\\.0\\.0\\.1:([0-9]+)");
        await().untilAsserted(() -> assertThat(broker.out()).as(broker.err()).containsPattern(fragments));
        Matcher port = fragments.matcher(broker.out());
        assertThat(port.find()).isTrue();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)))) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write("sub c5".getBytes(UTF_8));
            byte[] answer = socket.getInputStream().readNBytes("\1SUBSCRIBED c5\n\2".length());
            assertThat(new String(answer, UTF_8)).isEqualTo("\1SUBSCRIBED c5\n\2");
        }
    }

    @Test
    void thePortsOfGoPushListenTooAndTheirChannelsMerge() {
        broker.start("serve", "--line", "off", "--go-push", "0:0", "--go-push-merge", "20,500ms");
        await().untilAsserted(() ->
                assertThat(broker.out()).containsPattern("go-push +127.0.0.1:[1-9]\\d*, operators 127.0.0.1:[1-9]"));
        assertThat(CommandRun.of("serve", "--go-push", "7777").err()).contains("must be two ports");
        assertThat(CommandRun.of("serve", "--go-push", "7777:70000").err()).contains("must be two ports");
        for (String wrong : List.of("100", "a,1s", "100,", "100,fast", "-1,1s", ",1s")) {
            assertThat(CommandRun.of("serve", "--go-push", "0:0", "--go-push-merge", wrong)
                            .err())
                    .as(wrong)
                    .contains("must be a count and a duration");
        }
        assertThat(CommandRun.of("serve", "--go-push", "0:0", "--go-push-rooms", "a b")
                        .err())
                .contains("must be the begin");
    }

    @Test
    void thePortsOfIpushListenToo() {
        broker.start("serve", "--line", "off", "--ipush", "0:0");
        await().untilAsserted(() ->
                assertThat(broker.out()).containsPattern("ipush +127.0.0.1:[1-9]\\d*, admin 127.0.0.1:[1-9]"));
        assertThat(CommandRun.of("serve", "--ipush", "9000").err()).contains("must be two ports");
        assertThat(CommandRun.of("serve", "--ipush", "9000:70000").err()).contains("must be two ports");
    }

    @Test
    void thePortsOfPushdsHttpListenToo() {
        broker.start("serve", "--line", "off", "--pushd-http", "0", "--pushd-stats", "0");
        await().untilAsserted(() -> assertThat(broker.out())
                .containsPattern("pushd-http +127.0.0.1:[1-9]")
                .containsPattern("pushd-stats +127.0.0.1:[1-9]"));
        assertThat(CommandRun.of("serve", "--pushd-http", "70000").err()).contains("--pushd-http");
    }

    @Test
    void theMetricsLogSaysInTheFormOfPushdHowLongWhatIsAskedTakes(@TempDir Path directory) throws IOException {
        Path log = directory.resolve("metrics.log");
        String port = serve("--metrics-log", log.toString(), "--metrics-form", "pushd", "--metrics-every", "1s");
        assertThat(publish("news", "hello", port)).isZero();
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Files.readString(log))
                        .containsPattern("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d histogram latency\\.call\n")
                        .contains("histogram latency.call.publish\n", "meter qps.call.publish\n"));
        assertThat(CommandRun.of("serve", "--metrics-form", "json").err()).contains("must be line or pushd");
    }

    @Test
    void thePortOfMinipushListensTooAndEventsOfAFileArePushed(@TempDir Path directory) throws IOException {
        Path events = Files.writeString(directory.resolve("events.log"), "{\"to\":[1],\"body\":\"hi\"}\n");
        broker.start(
                "serve", "--line", "off", "--minipush", "0", "--minipush-im", "--minipush-events", events.toString());
        await().untilAsserted(() -> assertThat(broker.out())
                .containsPattern("minipush +127.0.0.1:[1-9]\\d*, the cookie x-uid is taken at its word"));
        await().untilAsserted(() ->
                assertThat(directory.resolve("events.log.position")).exists());
    }

    @Test
    void anEventIsAsLongAsMinipushTakesItAndALongerOneIsRejected(@TempDir Path directory) throws Exception {
        String rest = "{\"to\":[1],\"body\":\"\"}";
        String fits = "{\"to\":[1],\"body\":\"" + "f".repeat(4_096 - rest.length()) + "\"}";
        String tooLong = "{\"to\":[1],\"body\":\"" + "l".repeat(4_097 - rest.length()) + "\"}";
        Path events = Files.writeString(directory.resolve("events.log"), tooLong + "\n" + fits + "\n");
        broker.start("serve", "--line", "off", "--minipush", "0", "--minipush-events", events.toString());
        await().untilAsserted(() -> assertThat(broker.out()).containsPattern(ADMIN));
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(answer(HTTP, "/inbox/own?user=1&first=1&last=9"))
                        .contains("ffff")
                        .doesNotContain("llll"));
        assertThat(answer(ADMIN, "/channels/%24rejected/history?since=0"))
                .contains("llll")
                .doesNotContain("ffff");
    }

    /** What a port answers. */
    private String answer(Pattern which, String target) throws Exception {
        Matcher port = which.matcher(broker.out());
        assertThat(port.find()).isTrue();
        URI address = URI.create("http://127.0.0.1:" + port.group(1) + target);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void thePortsOfXiucallListenTooAndItsKeyGuardsAll() {
        broker.start("serve", "--line", "off", "--xiucall", "0:0");
        await().untilAsserted(() -> assertThat(broker.out())
                .containsPattern(
                        "xiucall +127.0.0.1:[1-9]\\d*, connector 127.0.0.1:[1-9]\\d*, any x-nbb-authid is taken"));
        broker.interrupt();
        assertThat(CommandRun.of("serve", "--xiucall", "3000").err()).contains("must be two ports");
        assertThat(CommandRun.of("serve", "--xiucall", "3000:70000").err()).contains("must be two ports");
        assertThat(CommandRun.of("serve", "--xiucall", "0:0", "--xiucall-key", "my short key")
                        .err())
                .contains("must have 16 characters")
                .doesNotContain("my short key");
        assertThat(CommandRun.of("serve", "--xiucall-key", "a key of some length")
                        .err())
                .contains("--xiucall, which is off");
    }

    @Test
    void withAKeyOfXiucallNobodyIsTakenAtTheirWord() {
        broker.start("serve", "--line", "off", "--xiucall", "0:0", "--xiucall-key", "a key of some length");
        await().untilAsserted(() -> assertThat(broker.out())
                .contains("signatures: who signs with --xiucall-key")
                .doesNotContain("at its word")
                .doesNotContain("a key of some length"));
    }

    private String serve(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "serve";
        arguments[1] = "--line";
        arguments[2] = "0";
        System.arraycopy(options, 0, arguments, 3, options.length);
        broker.start(arguments);
        await().untilAsserted(() -> assertThat(broker.out()).as(broker.err()).containsPattern(LINE));
        Matcher line = LINE.matcher(broker.out());
        assertThat(line.find()).isTrue();
        return line.group(1);
    }

    /** Starts a subscriber and waits until it is one. */
    private static CommandRun subscribe(String channel, String port, String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "sub";
        arguments[1] = channel;
        arguments[2] = "--port";
        arguments[3] = port;
        System.arraycopy(options, 0, arguments, 4, options.length);
        CommandRun run = new CommandRun().onTerminal().start(arguments);
        await().untilAsserted(() -> assertThat(run.err()).contains("subscribed to " + channel));
        return run;
    }

    /** What the application's server gives to one of its users. */
    private static String token(String port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
            socket.getOutputStream().write("hello 2\nauth_server web s3cret\ngettoken\n".getBytes(UTF_8));
            BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            return answers.lines()
                    .filter(line -> line.startsWith("ok gettoken "))
                    .findFirst()
                    .orElseThrow()
                    .substring("ok gettoken ".length());
        }
    }

    private static String history(String port, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "his";
        all[1] = "--port";
        all[2] = port;
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        CommandRun run = CommandRun.of(all);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    private static int publish(String channel, String message, String port, String... who) {
        List<String> words = new ArrayList<>(List.of("pub", channel, message, "--port", port));
        words.addAll(List.of(who));
        return CommandRun.of(words.toArray(String[]::new)).exitCode();
    }
}
