package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The transcripts of docs/dialects/pushd.md, run live")
@Timeout(120)
final class PushdDocIT {
    private static final String PAGE = "pushd.md";
    private static final Pattern STEP = Pattern.compile("([AB])([<>]) (.*)");
    private static final Pattern LENGTH = Pattern.compile("\\[(\\d+)](.*)", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("\\bT[1-9]\\b|\\bTOKEN\\b");

    @TempDir
    Path directory;

    /** What stands for a name of the page. */
    private final Map<String, String> known = new HashMap<>();

    private final Map<String, LineClient> clients = new HashMap<>();
    private final Deque<String> printed = new ArrayDeque<>();
    private CompletableFuture<String> meanwhile = CompletableFuture.completedFuture("");

    static Set<String> titles() throws Exception {
        return Transcripts.of(PAGE).keySet();
    }

    @Test
    void eachAbilityOfTheTableIsATranscript() throws Exception {
        String rows = Transcripts.page("README.md").split("## pushd\n")[1].split("\n## ")[0];
        Set<String> named = new TreeSet<>();
        Pattern.compile("\\[([^]]+)]\\(" + PAGE + "#transcripts\\)")
                .matcher(rows)
                .results()
                .forEach(row -> named.add(row.group(1)));
        assertThat(named).isEqualTo(new TreeSet<>(titles()));
    }

    @ParameterizedTest
    @MethodSource("titles")
    void itGoesAsThePageSays(String title) throws Exception {
        List<String> lines = Transcripts.of(PAGE).getOrDefault(title, List.of());
        if (lines.stream().anyMatch(line -> line.contains("curl "))) {
            assumeTrue(!Transcripts.run("command -v curl", directory).isEmpty(), "no curl on this machine");
        }
        boolean framed = title.startsWith("framed");
        LineTransport plain = LineTransport.port(0).lanes(1);
        LineTransport line = framed ? plain.framed() : plain;
        try (PushdPort pushd = PushdPort.open(port -> port, builder -> {
            builder.transport(line);
            return title.startsWith("tokens")
                    ? builder.authenticator(Authenticator.apps(Map.of("app1", "secret1")))
                            .authorizer(Authorizer.allowAll())
                    : builder;
        })) {
            for (String one : lines) {
                step(one, pushd, line.port(), framed);
            }
            assertThat(printed).isEmpty();
        } finally {
            for (LineClient client : clients.values()) {
                client.close();
            }
        }
    }

    private void step(String line, PushdPort pushd, int port, boolean framed) throws Exception {
        Matcher step = STEP.matcher(line);
        if (step.matches()) {
            LineClient client = clients.get(step.group(1));
            if (client == null) {
                client = new LineClient(port);
                clients.put(step.group(1), client);
            }
            talk(client, step.group(2).equals(">"), unescaped(step.group(3)), framed);
        } else if (line.startsWith("= ")) {
            hears(printed.isEmpty() ? "" : printed.remove(), line.substring(2));
        } else if (line.startsWith("&= ")) {
            hears(meanwhile.get(60, TimeUnit.SECONDS), line.substring(3));
        } else {
            assertThat(printed).as("printed before " + line).isEmpty();
            String command = at(line.substring(2), pushd);
            if (line.startsWith("$ ")) {
                // heads end their lines with two bytes
                printed.addAll(Transcripts.run(command, directory)
                        .replace("\r", "")
                        .lines()
                        .toList());
            } else {
                assertThat(line).startsWith("& ");
                meanwhile = begun(command, pushd);
            }
        }
    }

    private CompletableFuture<String> begun(String command, PushdPort pushd) {
        long before = pushd.broker().stats().subscriptions();
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                end.complete(Transcripts.run(command, directory));
            } catch (IOException | InterruptedException e) {
                end.completeExceptionally(e);
            }
        });
        thread.start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pushd.broker().stats().subscriptions() > before);
        return end;
    }

    private void talk(LineClient client, boolean says, String text, boolean framed) throws IOException {
        if (!framed) {
            if (says) {
                client.say(told(text) + "\n");
            } else {
                hears(untilTwo(client), text);
            }
            return;
        }
        Matcher length = LENGTH.matcher(text);
        assertThat(length.matches()).as(text).isTrue();
        int bytes = Integer.parseInt(length.group(1));
        if (says) {
            assertThat(length.group(2)).hasSize(bytes);
            client.sayFramed(length.group(2));
        } else {
            String heard = client.framedAsItIs();
            assertThat(heard).hasSize(bytes);
            hears(heard, length.group(2));
        }
    }

    private static String untilTwo(LineClient client) throws IOException {
        StringBuilder heard = new StringBuilder();
        do {
            heard.append(client.bytes(1));
        } while (heard.charAt(heard.length() - 1) != 2);
        return heard.toString();
    }

    /** A name stands for what was heard in its place first. */
    private void hears(String heard, String expected) {
        StringBuilder pattern = new StringBuilder();
        List<String> fresh = new ArrayList<>();
        Matcher names = NAMED.matcher(expected);
        int from = 0;
        while (names.find()) {
            pattern.append(Pattern.quote(expected.substring(from, names.start())));
            String value = known.get(names.group());
            if (value == null) {
                fresh.add(names.group());
            }
            String any = names.group().equals("TOKEN") ? "([0-9A-Za-z]{32})" : "(\\d{19})";
            pattern.append(value == null ? any : Pattern.quote(value));
            from = names.end();
        }
        pattern.append(Pattern.quote(expected.substring(from)));
        Matcher matcher = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(heard);
        assertThat(matcher.matches())
                .as("heard %s, expected %s", heard, expected)
                .isTrue();
        for (int i = 0; i < fresh.size(); i++) {
            known.put(fresh.get(i), matcher.group(i + 1));
        }
    }

    private String told(String text) {
        return NAMED.matcher(text).replaceAll(name -> known.getOrDefault(name.group(), name.group()));
    }

    private String at(String command, PushdPort pushd) {
        return told(command)
                .replace("localhost:2226", "127.0.0.1:" + pushd.port())
                .replace("localhost:9020", "127.0.0.1:" + pushd.statsPort());
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n")
                .replace("\\x00", "\0")
                .replace("\\x01", "\1")
                .replace("\\x02", "\2");
    }
}
