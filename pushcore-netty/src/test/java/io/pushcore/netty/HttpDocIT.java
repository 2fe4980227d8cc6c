package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The lines of docs/http.md, run by a shell with curl")
@Timeout(60)
final class HttpDocIT {
    private static final Path DOC = Path.of("../docs/http.md");
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    /**
     * A line of the page.
     *
     * @param answer its lines, as many as are waited for; what changes from run to run is {@code E} and {@code T}
     */
    private record Line(String command, String... answer) {}

    private static final String HELLO = "{\"seq\":1,\"channel\":\"@anna\",\"position\":\"E:1\",\"time\":\"T\","
            + "\"data\":\"hello anna\",\"sender\":\"bert\"}";

    private static final Pattern SESSION = Pattern.compile("\"session\":\"([0-9a-z]{26})\"");

    /** In the order of the page; each finds what those before it left. */
    private static final List<Line> LINES = List.of(
            new Line("curl localhost:8000/channels/news -d 'hello world'", accepted(1)),
            new Line(
                    "curl localhost:8000/channels/news -H 'Content-Type: application/json' -d '{\"a\":1}'",
                    accepted(2)),
            new Line(
                    "curl localhost:8000/channels/news -H 'Content-Type: application/x-ndjson' --data-binary @messages.ndjson",
                    "{\"results\":[" + accepted(3) + "," + accepted(4) + "]}"),
            new Line(
                    "curl 'localhost:8000/channels/news?batch=array' -d '[{\"a\":1},{\"a\":2}]'",
                    "{\"results\":[" + accepted(5) + "," + accepted(6) + "]}"),
            new Line(
                    "curl 'localhost:8000/channels/news?key=k1&ttl=60s' -H 'Idempotency-Key: order-17' -d hello",
                    accepted(7)),
            new Line(
                    "curl 'localhost:8000/channels/news/history?since=0&limit=10'",
                    "{\"epoch\":\"E\",\"offset\":7,\"messages\":[" + all() + "],\"next\":\"E:7\"}"),
            new Line(
                    "curl 'localhost:8000/channels/news?wait=30s&since=7f3a:41'",
                    "{\"epoch\":\"E\",\"offset\":7,\"messages\":[" + all() + "],"
                            + "\"gap\":{\"from\":\"E:41\",\"to\":\"E:0\"},\"next\":\"E:7\"}"),
            new Line(
                    "curl -N localhost:8000/channels/news -H 'Accept: text/event-stream'",
                    "retry: 2000",
                    "id: E:7",
                    "",
                    "id: E:8",
                    "data: live",
                    ""),
            new Line(
                    "curl -N 'localhost:8000/channels/news?since=10m' -H 'Accept: application/x-ndjson'",
                    "{\"start\":\"E:0\"}",
                    "{\"epoch\":\"E\"," + message(1, "\"hello world\"") + "}",
                    "{\"epoch\":\"E\"," + message(2, "{\"a\":1}") + "}"),
            new Line("websocat ws://localhost:8000/channels/news", "live"),
            new Line(
                    "curl 'localhost:8000/users/anna/push?user=bert' -d 'hello anna'",
                    "{\"epoch\":\"E\",\"offset\":1,\"online\":false}"),
            new Line(
                    "curl 'localhost:8000/inbox/pending?user=anna&limit=20'",
                    "{\"count\":1,\"events\":[" + HELLO + "]}"),
            new Line(
                    "curl -N 'localhost:8000/inbox?user=anna' -H 'Accept: text/event-stream'",
                    "retry: 2000",
                    "id: E:0",
                    "event: session",
                    "data: {\"session\":\"S\",\"seq\":1}",
                    "",
                    "id: E:1",
                    "data: " + HELLO,
                    ""),
            new Line(
                    "curl -N 'localhost:8000/inbox?user=anna&device=phone' -H 'Accept: application/x-ndjson'",
                    "{\"session\":\"S\",\"seq\":0}",
                    HELLO),
            new Line(
                    "curl 'localhost:8000/inbox?user=anna&wait=30s'",
                    "{\"session\":\"S\",\"seq\":1,\"events\":[" + HELLO + "]}"),
            new Line(
                    "curl 'localhost:8000/inbox/ack?user=anna' -d \"{\\\"session\\\":\\\"$SESSION\\\",\\\"seq\\\":1}\""),
            new Line("curl 'localhost:8000/inbox/follow?user=anna' -d '{\"channel\":\"team\"}'", "{\"from\":\"E:0\"}"),
            new Line("curl 'localhost:8000/inbox/unfollow?user=anna' -d '{\"channel\":\"team\"}'", "{\"was\":true}"),
            new Line("curl 'localhost:8000/inbox/follows?user=anna'", "{\"channels\":[]}"),
            new Line("curl 'localhost:8000/inbox/heads?user=anna'", "{\"epoch\":\"E\",\"offset\":1}"),
            new Line(
                    "curl -N 'localhost:8000/inbox/heads?user=anna' -H 'Accept: text/event-stream'",
                    "retry: 2000",
                    "data: {\"epoch\":\"E\",\"offset\":1}"),
            new Line(
                    "curl 'localhost:8000/inbox/own?user=anna&first=1&last=10'",
                    "{\"epoch\":\"E\",\"offset\":1,\"messages\":[{" + message(1, "\"hello anna\"")
                            + ",\"sender\":\"bert\"}],\"next\":\"E:1\"}"),
            new Line("curl 'localhost:8000/inbox/unread?user=anna'", "{\"unread\":1}"),
            new Line("curl 'localhost:8000/inbox/read?user=anna' -d '{\"first\":1,\"last\":3}'"),
            new Line(
                    "curl 'localhost:8000/inbox/read?user=anna&first=1&last=8'",
                    "{\"first\":1,\"last\":8,\"bits\":\"01\"}"));

    /** Of the last answer that named one. */
    private String session = "";

    @TempDir
    Path directory;

    @BeforeEach
    void writeTheFile() throws IOException {
        Files.writeString(directory.resolve("messages.ndjson"), "{\"a\":1}\n\"two\"\n");
    }

    @Test
    void everyLineOfThePageIsTried() throws IOException {
        List<String> commands = BLOCK.matcher(Files.readString(DOC, UTF_8))
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
        assertThat(LINES).extracting(Line::command).isEqualTo(commands);
    }

    @Test
    void everyLineIsAnsweredAsThePageSays() throws Exception {
        assumeTrue(isThere("curl"), "no curl on this machine");
        try (HttpBroker broker = HttpBroker.open()) {
            for (Line line : LINES) {
                if (line.command().startsWith("websocat ")) {
                    tryWebSocket(broker, line);
                } else {
                    tryCurl(broker, line);
                }
            }
        }
    }

    /** Reads as many lines as are expected, and publishes once those have come that do not wait for it. */
    private void tryCurl(HttpBroker broker, Line line) throws IOException, InterruptedException {
        Process process = shell("exec " + line.command().replace("localhost:8000", "127.0.0.1:" + broker.port()));
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String expected : line.answer()) {
                if (expected.equals("id: E:8")) {
                    broker.broker().channel("news").publish("live").join();
                }
                String came = out.readLine();
                Matcher named = SESSION.matcher(came == null ? "" : came);
                session = named.find() ? named.group(1) : session;
                assertThat(came == null ? "no more" : steady(came))
                        .as(line.command())
                        .isEqualTo(expected);
            }
            if (!line.command().contains(" -N ")) {
                assertThat(out.readLine())
                        .as("behind the answer to %s", line.command())
                        .isNull();
                assertThat(process.waitFor()).as(line.command()).isZero();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Whether or not there is a websocat, its address is good. */
    private static void tryWebSocket(HttpBroker broker, Line line) throws InterruptedException {
        String target = line.command().substring("websocat ws://localhost:8000".length());
        try (WebSocketClient client = broker.webSocket(target)) {
            client.say(line.answer()[0]);
            assertThat(client.next()).isEqualTo(line.answer()[0]);
        }
    }

    private boolean isThere(String program) throws IOException, InterruptedException {
        return shell("command -v " + program).waitFor() == 0;
    }

    private Process shell(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // whatever its user has told curl to do always
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("SESSION", session);
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        return builder.start();
    }

    private static String steady(String text) {
        return text.replaceAll("\"epoch\":\"[0-9a-z]+\"", "\"epoch\":\"E\"")
                .replaceAll("(\"|id: )[0-9a-z]+:(\\d+)", "$1E:$2")
                .replaceAll("\"session\":\"[0-9a-z]+\"", "\"session\":\"S\"")
                .replaceAll("\"time\":\"[^\"]+\"", "\"time\":\"T\"");
    }

    private static String accepted(int offset) {
        return "{\"epoch\":\"E\",\"offset\":" + offset + ",\"durability\":\"MEMORY\"}";
    }

    private static String message(int offset, String payload) {
        return "\"offset\":" + offset + ",\"time\":\"T\",\"data\":" + payload;
    }

    private static String all() {
        return "{" + message(1, "\"hello world\"") + "},{" + message(2, "{\"a\":1}") + "},{" + message(3, "{\"a\":1}")
                + "},{" + message(4, "\"two\"") + "},{" + message(5, "{\"a\":1}") + "},{" + message(6, "{\"a\":2}")
                + "},{" + message(7, "\"hello\"") + ",\"key\":\"k1\"}";
    }
}
