package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The transcripts of docs/dialects/xiucall-push.md, run live")
@Timeout(120)
final class XiucallDocIT {
    private static final String PAGE = "xiucall-push.md";
    private static final Pattern CONNECT = Pattern.compile("(\\w+): connect (\\w+)");
    private static final Pattern LEAVE = Pattern.compile("(\\w+): leave");
    private static final Pattern PACKET = Pattern.compile("(\\w+)([<>]) (.*)");

    @TempDir
    Path directory;

    private final Map<String, WebSocketClient> clients = new HashMap<>();

    static Set<String> titles() throws Exception {
        return Transcripts.of(PAGE).keySet();
    }

    @Test
    void eachAbilityOfTheTableIsATranscript() throws Exception {
        String rows =
                Transcripts.page("README.md").split("## xiucall-push\n")[1].split("\n## ")[0];
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
        AdminTransport admin = AdminTransport.port(0);
        try (XiucallBroker broker = XiucallBroker.open(
                port -> port, builder -> builder.transport(http).transport(admin))) {
            Map<String, Integer> ports = Map.of("3000", broker.port(), "8000", http.port(), "8001", admin.port());
            play(Transcripts.of(PAGE).getOrDefault(title, List.of()), broker, ports);
        }
    }

    private void play(List<String> lines, XiucallBroker broker, Map<String, Integer> ports) throws Exception {
        String printed = "";
        for (String line : lines) {
            Matcher connect = CONNECT.matcher(line);
            Matcher leave = LEAVE.matcher(line);
            Matcher packet = PACKET.matcher(line);
            if (!line.startsWith("= ")) {
                assertThat(printed).as("printed before " + line).isEmpty();
            }
            if (line.startsWith("$ ")) {
                printed = Transcripts.run(at(line.substring(2), ports), directory);
            } else if (line.startsWith("= ")) {
                assertThat(printed.strip()).matches(like(line.substring(2)));
                printed = "";
            } else if (connect.matches()) {
                clients.put(connect.group(1), broker.asking("x-nbb-authid", connect.group(2)));
            } else if (leave.matches()) {
                client(leave.group(1)).close();
            } else {
                assertThat(packet.matches()).as(line).isTrue();
                WebSocketClient client = client(packet.group(1));
                if (packet.group(2).equals(">")) {
                    client.say(packet.group(3));
                } else {
                    assertThat(client.next()).as(line).matches(like(packet.group(3)));
                }
            }
        }
        assertThat(printed).isEmpty();
    }

    private WebSocketClient client(String name) {
        WebSocketClient client = clients.get(name);
        if (client == null) {
            throw new AssertionError("nobody is connected as " + name);
        }
        return client;
    }

    /** With {@code …} for any text. */
    private static Pattern like(String line) {
        return Pattern.compile("\\Q" + line.replace("…", "\\E.+\\Q") + "\\E");
    }

    private static String at(String command, Map<String, Integer> ports) {
        String there = command;
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            there = there.replace("localhost:" + port.getKey(), "127.0.0.1:" + port.getValue());
        }
        return there;
    }
}
