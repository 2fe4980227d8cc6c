package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command shows of a broker, and the admin port that it asks. */
@Timeout(60)
class TopIT {
    private static final Pattern ADMIN = Pattern.compile("admin +127\\.0\\.0\\.1:([0-9]+)");
    private static final Pattern LINE = Pattern.compile("line +127\\.0\\.0\\.1:([0-9]+)");

    private final CommandRun broker = new CommandRun();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        broker.interrupt();
        broker.exitCode();
    }

    private String serve(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "serve";
        arguments[1] = "--line";
        arguments[2] = "0";
        System.arraycopy(options, 0, arguments, 3, options.length);
        broker.start(arguments);
        await().untilAsserted(() -> assertThat(broker.out()).as(broker.err()).contains("Ctrl-C"));
        return found(ADMIN);
    }

    private String found(Pattern port) {
        Matcher matcher = port.matcher(broker.out());
        assertThat(matcher.find()).as(broker.out()).isTrue();
        return matcher.group(1);
    }

    @Test
    void onceIsAScreenOf80ColumnsWithWhatIsBusy() {
        String admin = serve();
        String channel = "a-channel-with-a-name-that-is-longer-than-the-screen-is-wide-and-more".repeat(2);
        await().untilAsserted(() -> {
            for (String name : List.of("news", channel)) {
                assertThat(CommandRun.of("pub", name, "hello", "--port", found(LINE))
                                .exitCode())
                        .isZero();
            }
            CommandRun top = CommandRun.of("top", "--admin", admin, "--once");
            assertThat(top.exitCode()).as(top.err()).isZero();
            assertThat(top.out().lines()).allMatch(line -> line.length() <= 80);
            assertThat(top.out())
                    .startsWith("PushCore at localhost:" + admin + "   READY\n")
                    .contains("\nbusiest channels ", "\nnews ", "\na-channel-with", "\nslowest readers ")
                    .contains("\npublished ", "\nerrors   none\n")
                    .doesNotContain("\033");
        });
    }

    @Test
    void whatCannotBeReachedIsSaidInALine() throws IOException {
        serve();
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        CommandRun top = CommandRun.of("top", "--admin", "localhost:" + free, "--once");
        assertThat(top.exitCode()).isEqualTo(ExitCode.CONNECTION);
        assertThat(top.err()).startsWith("pushcore: cannot reach the admin port at localhost:" + free);
        assertThat(top.err().lines()).hasSize(1);
        assertThat(CommandRun.of("top", "--admin", "not a port").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theAdminTokenIsAskedForAndNeverShown() {
        String admin = serve("--admin-token", "0123456789abcdef");
        CommandRun without = CommandRun.of("top", "--admin", admin, "--once");
        assertThat(without.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(without.err()).contains("--admin-token");
        CommandRun with = CommandRun.of("top", "--admin", admin, "--once", "--admin-token", "0123456789abcdef");
        assertThat(with.exitCode()).as(with.err()).isZero();
        assertThat(broker.out() + broker.err()).doesNotContain("0123456789abcdef");
        CommandRun shortOne = CommandRun.of("serve", "--line", "0", "--admin-token", "s3cret");
        assertThat(shortOne.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(shortOne.err()).contains("--admin-token must be 16 or more").doesNotContain("s3cret");
    }

    @Test
    void metricsAreTextForPrometheus() throws Exception {
        String admin = serve();
        CommandRun.of("pub", "news", "hello", "--port", found(LINE));
        HttpResponse<String> metrics = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body())
                .contains("pushcore_published_total 1.0\n", "pushcore_ready 1.0\n")
                .contains("pushcore_commands_total{command=\"publish\"} 1.0\n")
                .contains("pushcore_connections{transport=\"line\"} ");
    }

    @Test
    void aSubscriberThatIsSentAwayDoesNotComeBackThoughItRetries() throws Exception {
        String admin = serve();
        CommandRun window = new CommandRun().onTerminal().start("sub", "news", "--retry", "--port", found(LINE));
        await().untilAsserted(() -> assertThat(window.err()).contains("subscribed to news"));
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> sessions = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/sessions"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Matcher id = Pattern.compile("\"id\":\"([0-9a-v]+)\"").matcher(sessions.body());
        assertThat(id.find()).as(sessions.body()).isTrue();
        client.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + admin + "/sessions/" + id.group(1) + "/disconnect?reason=enough"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(window.exitCode()).as(window.err()).isEqualTo(ExitCode.FAILED);
        assertThat(window.err()).contains("enough");
    }

    @Test
    void figuresGoToAFileAtAnInterval() {
        Path log = directory.resolve("figures.log");
        serve("--metrics-log", log.toString(), "--metrics-every", "1s");
        await().untilAsserted(() -> assertThat(Files.readAllLines(log))
                .hasSizeGreaterThan(1)
                .allSatisfy(line -> assertThat(line).matches("\\S+Z connections=\\d+ .* frozen_channels=\\d+")));
    }

    @Test
    void aFileThatCannotBeWrittenIsOneWarningAndItsEndAnother() throws Exception {
        Path log = directory.resolve("gone/figures.log");
        String admin = serve("--metrics-log", log.toString(), "--metrics-every", "1s");
        await().untilAsserted(() -> assertThat(broker.err()).contains("figures cannot be written to"));
        assertThat(CommandRun.of("top", "--admin", admin, "--once").exitCode()).isZero();
        Files.createDirectory(log.getParent());
        await().untilAsserted(() -> assertThat(broker.err()).contains("again; lines lost: "));
        assertThat(broker.err().lines()).hasSize(2);
    }
}
