package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The transcripts of docs/dialects/go-push.md, run live")
@Timeout(120)
final class GoPushDocIT {
    private static final String PAGE = "go-push.md";

    @TempDir
    Path directory;

    static Set<String> titles() throws Exception {
        return Transcripts.of(PAGE).keySet();
    }

    @Test
    void eachAbilityOfTheTableIsATranscript() throws Exception {
        String rows = Transcripts.page("README.md").split("## go-push\n")[1].split("\n## ")[0];
        Set<String> named = new TreeSet<>();
        Pattern.compile("\\| \\[(.+)]\\(" + PAGE + "#transcripts\\) \\|")
                .matcher(rows)
                .results()
                .forEach(row -> named.add(row.group(1)));
        assertThat(named).isEqualTo(new TreeSet<>(titles()));
    }

    @ParameterizedTest
    @MethodSource("titles")
    void itGoesAsThePageSays(String title) throws Exception {
        assumeTrue(!Transcripts.run("command -v curl", directory).isEmpty(), "no curl on this machine");
        HttpTransport http = HttpTransport.port(0).lanes(1);
        try (GoPushBroker broker = GoPushBroker.open(port -> port, port -> port, builder -> builder.transport(http))) {
            Map<String, Integer> ports = Map.of("7777", broker.port(), "7799", broker.adminPort(), "8000", http.port());
            play(Transcripts.of(PAGE).getOrDefault(title, List.of()), broker, ports);
        }
    }

    private void play(List<String> lines, GoPushBroker broker, Map<String, Integer> ports) throws Exception {
        WebSocketClient client = broker.connected();
        String printed = "";
        for (String line : lines) {
            if (!line.startsWith("= ")) {
                assertThat(printed).as("printed before " + line).isEmpty();
            }
            switch (line.substring(0, 1)) {
                case ">" -> client.say(line.substring(2));
                case "<" -> assertThat(client.next()).isEqualTo(line.substring(2));
                case "$" -> printed = Transcripts.run(at(line.substring(2), ports), directory);
                case "=" -> {
                    assertThat(printed).isEqualTo(line.substring(2) + "\n");
                    printed = "";
                }
                default -> {
                    assertThat(line).isEqualTo("wait 1s");
                    broker.advance(Duration.ofSeconds(1));
                }
            }
        }
        // nothing else came
        GoPushBroker.sync(client);
    }

    private static String at(String command, Map<String, Integer> ports) {
        String there = command;
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            there = there.replace("localhost:" + port.getKey(), "127.0.0.1:" + port.getValue());
        }
        return there;
    }
}
