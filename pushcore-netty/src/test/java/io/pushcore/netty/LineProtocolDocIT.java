package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Says what the transcripts of {@code docs/line-protocol.md} say, and hears what they hear. */
@Timeout(60)
final class LineProtocolDocIT {
    private static final Path DOC = Path.of("../docs/line-protocol.md");
    private static final Pattern BLOCK = Pattern.compile("```text ([a-z ]+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern STEP = Pattern.compile("([A-Z])([<>]) (.*)");
    private static final Pattern LENGTH = Pattern.compile("\\[(\\d+)](.*)", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x(\\p{XDigit}{2})|n)");

    private final Map<String, LineClient> clients = new HashMap<>();
    private String token = "";

    @Test
    void thereIsATranscriptOfEveryForm() throws IOException {
        assertThat(transcripts().map(Transcript::form).distinct())
                .containsExactly("plain", "plain guarded", "modern", "framed");
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void isTrue(Transcript transcript) throws IOException {
        LineTransport transport = LineTransport.port(0).lanes(1);
        if (transcript.form().equals("framed")) {
            transport = transport.framed();
        }
        Broker.Builder builder = Broker.builder().transport(transport);
        if (transcript.form().endsWith("guarded")) {
            builder.authenticator(Authenticator.apps(Map.of("app1", "secret1"))).authorizer(Authorizer.allowAll());
        }
        Broker broker = builder.build();
        try {
            for (String line : transcript.lines()) {
                Matcher step = STEP.matcher(line);
                assertThat(step.matches()).as(line).isTrue();
                LineClient client = clients.get(step.group(1));
                if (client == null) {
                    client = new LineClient(transport.port());
                    clients.put(step.group(1), client);
                }
                take(client, step.group(2).equals(">"), unescaped(step.group(3)), transcript.form());
            }
        } finally {
            for (LineClient client : clients.values()) {
                client.close();
            }
            broker.close();
        }
    }

    private void take(LineClient client, boolean says, String text, String form) throws IOException {
        if (form.equals("framed")) {
            Matcher framed = LENGTH.matcher(text);
            assertThat(framed.matches()).as(text).isTrue();
            int length = Integer.parseInt(framed.group(1));
            if (says) {
                assertThat(framed.group(2)).hasSize(length);
                client.sayFramed(framed.group(2));
            } else {
                String heard = client.framedAsItIs();
                hears(heard, framed.group(2));
                assertThat(heard).hasSize(length);
            }
        } else if (says) {
            client.say(text.replace("TOKEN", token) + "\n");
        } else {
            hears(form.equals("modern") ? client.line() : client.plain(), text);
        }
    }

    private void hears(String heard, String expected) {
        String pattern = Pattern.quote(expected)
                .replace("TIME", "\\E(?:TIME|\\d{19})\\Q")
                .replace("SESSION", "\\E[0-9a-z]{26}\\Q")
                .replace("EPOCH", "\\E[0-9a-z]{1,32}\\Q")
                .replace("TOKEN", "\\E([0-9A-Za-z]{32})\\Q");
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(heard);
        assertThat(matcher.matches())
                .as("heard %s, expected %s", heard, expected)
                .isTrue();
        if (matcher.groupCount() > 0) {
            token = matcher.group(1);
        }
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(LineProtocolDocIT::value);
    }

    private static String value(MatchResult escape) {
        String hex = escape.group(1);
        return hex == null ? "\n" : Character.toString(Integer.parseInt(hex, 16));
    }

    static Stream<Transcript> transcripts() throws IOException {
        return BLOCK.matcher(Files.readString(DOC, UTF_8))
                .results()
                .map(block ->
                        new Transcript(block.group(1), block.group(2).lines().toList()));
    }

    record Transcript(String form, List<String> lines) {}
}
