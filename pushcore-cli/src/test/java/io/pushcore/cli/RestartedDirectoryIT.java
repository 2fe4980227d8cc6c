package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients had before {@code serve --data} was killed, or ended cleanly, they have after it: positions, tokens, inboxes, follows. */
@Timeout(300)
class RestartedDirectoryIT {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void positionsTokensAndInboxesAreGoodAfterTheRestart(String signal) throws Exception {
        String position;
        String unused;
        String used;
        TreeMap<Long, String> shown;
        try (ServeProcess broker = serve()) {
            try (Wire server = server(broker)) {
                used = token(server, "anna");
                unused = token(server, "anna");
                try (Wire anna = user(broker, used)) {
                    anna.say("follow team\ninbox\n");
                    anna.answer("ok follow ");
                    anna.answer("ok inbox ");
                    say(server, "push anna", "own 1");
                    position = say(server, "pub team", "team 1").split(" ")[3];
                    say(server, "pub team", "team 2");
                    shown = deliveries(anna, 3);
                    assertThat(shown.values()).containsExactlyInAnyOrder("own 1", "team 1", "team 2");
                }
                say(server, "pub team", "while she is away");
            }
            broker.end(signal);
        }
        try (ServeProcess broker = serve()) {
            assertThat(signIn(broker, used)).as("was good once").startsWith("err 401 ");
            try (Wire anna = user(broker, unused)) {
                anna.say("sub team since " + position + "\n");
                assertThat(anna.answer("ok sub team ")).isEqualTo("ok sub team " + position);
                assertThat(anna.body(anna.answer("msg team "))).isEqualTo("team 2");
                assertThat(anna.body(anna.answer("msg team "))).isEqualTo("while she is away");
                anna.say("unsub team\n");
                anna.answer("ok unsub");
                anna.say("inbox\n");
                anna.answer("ok inbox ");
                TreeMap<Long, String> again = deliveries(anna, 4);
                assertThat(again.values()).contains("own 1", "team 1", "team 2", "while she is away");
                shown.forEach((number, text) -> assertThat(again.getOrDefault(number, text))
                        .as("" + number)
                        .isEqualTo(text));
            }
            assertThat(signIn(broker, unused)).as("was good once").startsWith("err 401 ");
            try (Wire server = server(broker)) {
                say(server, "pub team", "after it");
            }
            broker.end("TERM");
        }
    }

    /** What arrives in an inbox, by number. */
    private static TreeMap<Long, String> deliveries(Wire wire, int count) throws IOException {
        TreeMap<Long, String> texts = new TreeMap<>();
        List<String> seen = new ArrayList<>();
        while (texts.size() < count) {
            String line = wire.answer("inbox ");
            seen.add(line);
            texts.put(Long.parseLong(line.split(" ")[1]), wire.body(line));
        }
        return texts;
    }

    private static Wire server(ServeProcess broker) throws IOException {
        Wire wire = Wire.to(broker.port());
        wire.say("auth_server web s3cret\n");
        wire.answer("ok");
        return wire;
    }

    private static String token(Wire server, String user) throws IOException {
        server.say("gettoken " + user + "\n");
        return server.answer("ok gettoken ").substring("ok gettoken ".length());
    }

    private static Wire user(ServeProcess broker, String token) throws IOException {
        Wire wire = Wire.to(broker.port());
        wire.say("auth " + token + "\n");
        wire.answer("ok");
        return wire;
    }

    /** What a token is answered. */
    private static String signIn(ServeProcess broker, String token) throws IOException {
        try (Wire wire = Wire.to(broker.port())) {
            wire.say("auth " + token + "\n");
            return wire.line();
        }
    }

    private static String say(Wire wire, String command, String text) throws IOException {
        wire.say(command + " " + text.length() + "\n" + text + "\n");
        return wire.answer("ok ");
    }

    private ServeProcess serve() throws IOException {
        return ServeProcess.start(
                temporary,
                "--line",
                "0",
                "--data",
                temporary.resolve("data").toString(),
                "--data-memory",
                "16MiB",
                "--app",
                "web:s3cret");
    }
}
