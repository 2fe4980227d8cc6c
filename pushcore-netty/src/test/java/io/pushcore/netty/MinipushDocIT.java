package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Ingestion;
import io.pushcore.file.FileEventSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The conversation of docs/dialects/minipush.md, as it goes")
@Timeout(120)
class MinipushDocIT {
    private static final Path DOC = Path.of("../docs/dialects/minipush.md");
    private static final Pattern TALK = Pattern.compile("```text\n(1> .*?)```", Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile("([12])([<>]) (.*)");
    private static final Pattern ECHO = Pattern.compile("\\$ {2}echo '(.*)' >> events\\.log");

    @TempDir
    Path directory;

    @Test
    void everyLineIsAnsweredAsThePageSays() throws Exception {
        Matcher talk = TALK.matcher(Files.readString(DOC, UTF_8));
        assertThat(talk.find()).isTrue();
        List<String> lines = talk.group(1).lines().toList();
        assertThat(lines).hasSizeGreaterThan(20);
        Path events = directory.resolve("events.log");
        MinipushTransport port = MinipushTransport.port(0).lanes(1).clientMessages();
        Map<String, WebSocketClient> users = new HashMap<>();
        try (Broker broker = Broker.builder().transport(port).build();
                Ingestion ingestion = broker.ingest(
                        FileEventSource.tail(events), MinipushTransport.events(), MinipushTransport.eventRules())) {
            for (String user : List.of("1", "2")) {
                URI address = URI.create("ws://127.0.0.1:" + port.port() + "/ws");
                users.put(user, WebSocketClient.open(HttpClient.newHttpClient(), address, "Cookie", "x-uid=" + user));
            }
            for (String line : lines) {
                play(line, users, events);
            }
            assertThat(ingestion.counts().rejected()).isZero();
        } finally {
            users.values().forEach(WebSocketClient::close);
        }
    }

    private static void play(String line, Map<String, WebSocketClient> users, Path events) throws Exception {
        Matcher echo = ECHO.matcher(line);
        if (echo.matches()) {
            Files.writeString(
                    events, echo.group(1) + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return;
        }
        Matcher said = LINE.matcher(line);
        assertThat(said.matches()).as(line).isTrue();
        WebSocketClient user = users.get(said.group(1));
        if (said.group(2).equals(">")) {
            user.say(said.group(3));
            return;
        }
        String next = user.next();
        // how often news is told depends on the moment
        while (next.startsWith("{\"head_seq\"") && !next.equals(said.group(3))) {
            next = user.next();
        }
        assertThat(next.replaceAll("\"create_time\":\"\\d+\"", "\"create_time\":\"…\""))
                .isEqualTo(said.group(3));
    }
}
