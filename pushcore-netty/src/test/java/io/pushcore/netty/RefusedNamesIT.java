package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("N1: a name that no client may use is refused by number, in every command and route of the HTTP port")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class RefusedNamesIT {
    private static final String LONGEST = "a".repeat(255);

    private static final HttpBroker BROKER = HttpBroker.open();

    /** What stands between two slashes, and the status it gets. */
    private record Segment(int status, String text) {}

    private static final List<Segment> REFUSED_SEGMENTS = Stream.of(
                    // reserved
                    all(422, "@", "@ann", "%40ann", "$control", "%24control", "%23ann", "%23"),
                    // control characters and spaces
                    all(422, "%00", "a%00b", "%01", "%09", "%0d%0a", "%1b[0m", "%20", "a%20b", "%7f", "%c2%85"),
                    all(422, "%c2%a0", "%e2%80%a8", "%e3%80%80"),
                    // patterns
                    all(422, "*", ">", "%2a", "%3E", "a.*", "a.>.b", "*.a"),
                    // too long
                    all(422, LONGEST + "a", "%c3%a9".repeat(128), "a".repeat(4_000)),
                    // other paths
                    all(422, ".", "..", "%2e", "%2e%2e", ".%2E", "%2E."),
                    // what is not UTF-8: halves of characters, overlong forms, broken ones
                    all(400, "%ed%a0%80", "%ed%b0%80", "%c0%af", "%c0%80", "%ff", "%80", "%c3", "%f4%90%80%80"),
                    // what is not percent-coded
                    all(400, "%", "%4", "%zz", "%%20", "%u0040", "a#b", "\u00e9"),
                    all(404, ""))
            .flatMap(List::stream)
            .toList();

    private static final List<String> FINE_SEGMENTS =
            List.of(LONGEST, "a%2fb", "%2f", "a%252fb", "a+b", "...", "a..b", "a@b", "%c3%a9", "%f0%9f%98%80");

    /** A request, with {@code NAME} where the name stands. */
    static final List<String> ROUTES = List.of(
            "GET /channels/NAME",
            "GET /channels/NAME?wait=1ms",
            "GET /channels/NAME/history?since=0",
            "GET /channels/NAME/presence",
            "GET /channels/NAME\nAccept: text/event-stream",
            "GET /channels/NAME\nAccept: application/x-ndjson",
            "GET /channels/NAME\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13"
                    + "\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "POST /channels/NAME\nContent-Length: 0",
            "POST /channels/NAME?batch=array\nContent-Length: 0");

    /** JSON strings, and one value that is none. */
    private static final List<String> RESERVED =
            List.of("\"@\"", "\"@ann\"", "\"\\u0040ann\"", "\"$control\"", "\"#ann\"", "\"#\"");

    private static final List<String> WRONG = List.of(
            "\"\"",
            "null",
            "5",
            "true",
            "[\"a\"]",
            "{}",
            "\" \"",
            "\"a b\"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\n\"",
            "\"\\t\"",
            "\"\\u001b[0m\"",
            "\"\\u007f\"",
            "\"\\u0085\"",
            "\"\\u00a0\"",
            "\"\\u2028\"",
            "\"\\u3000\"",
            "\"*\"",
            "\">\"",
            "\"a.*\"",
            "\"a.>.b\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\ude00\\ud83d\"",
            "\"a\\ud83db\"",
            "\"" + LONGEST + "a\"",
            "\"" + "\u00e9".repeat(128) + "\"");

    private static final List<String> FINE = List.of(
            "\"" + LONGEST + "\"",
            "\"a/b\"",
            "\"%2f\"",
            "\"%00\"",
            "\"..\"",
            "\".\"",
            "\"\u00e9\"",
            "\"\\ud83d\\ude00\"");

    static final List<String> COMMANDS =
            List.of("subscribe", "unsubscribe", "publish", "presence", "presence_stats", "history", "sub_refresh");

    @AfterAll
    static void close() throws IOException {
        BROKER.close();
    }

    @ParameterizedTest
    @FieldSource("ROUTES")
    void noRouteTakesThem(String route) throws IOException {
        for (Segment segment : REFUSED_SEGMENTS) {
            String answer = answer(route, segment.text());
            int code = segment.status();
            assertThat(answer)
                    .as("%s with %s", route, segment.text())
                    .startsWith("HTTP/1.1 " + code + " ")
                    .contains("\r\nContent-Type: application/problem+json\r\n")
                    .containsPattern("\r\n\r\n\\{\"code\":" + code + ",\"message\":\"[^\\p{Cntrl}\"]+\"\\}\n$");
        }
    }

    @ParameterizedTest
    @FieldSource("ROUTES")
    void whatOnlyLooksOddIsAName(String route) throws IOException {
        for (String segment : FINE_SEGMENTS) {
            assertThat(answer(route, segment))
                    .as("%s with %s", route, segment)
                    .doesNotContain("\"code\":422", "\"code\":404")
                    .doesNotStartWith("HTTP/1.1 5");
        }
    }

    /** The answer to a request that is the connection's last, or as much of it as comes before the stream stands. */
    private static String answer(String route, String segment) throws IOException {
        String[] lines = route.replace("NAME", segment).split("\n");
        boolean upgrades = route.contains("Upgrade");
        LineClient raw = BROKER.raw();
        try {
            raw.say(lines[0] + " HTTP/1.1\r\nHost: localhost\r\n"
                    + String.join("\r\n", Arrays.asList(lines).subList(1, lines.length))
                    + (lines.length > 1 ? "\r\n" : "")
                    + (upgrades ? "\r\n" : "Connection: close\r\n\r\n"));
            raw.sayNoMore();
            return raw.rest();
        } finally {
            raw.close();
        }
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void noCommandTakesThem(String command) throws InterruptedException {
        WebSocketClient client = connected();
        for (String name : RESERVED) {
            assertThat(asked(client, command, name))
                    .as(name)
                    .startsWith("{\"id\":2,\"error\":{\"code\":103,\"message\":\"");
        }
        for (String name : WRONG) {
            assertThat(asked(client, command, name))
                    .as(name)
                    .startsWith("{\"id\":2,\"error\":{\"code\":107,\"message\":\"");
        }
        for (String name : FINE) {
            String answer = asked(client, command, name);
            assertThat(answer).as(name).startsWith("{\"id\":2,").doesNotContain("\"code\":103", "\"code\":107");
        }
        client.close();
    }

    @Test
    void nothingIsLeftOfThem() throws Exception {
        try (HttpBroker broker = HttpBroker.open()) {
            WebSocketClient client = broker.webSocket("/connection/websocket");
            client.say("{\"id\":1,\"connect\":{}}").next();
            for (String name : RESERVED) {
                asked(client, "publish", name);
                asked(client, "subscribe", name);
            }
            broker.post("/channels/@ann", "x");
            assertThat(broker.broker().stats().channels()).isZero();
            assertThat(broker.broker().stats().subscriptions()).isZero();
            assertThat(broker.broker().stats().published()).isZero();
        }
    }

    private static String asked(WebSocketClient client, String command, String name) throws InterruptedException {
        client.say("{\"id\":2,\"" + command + "\":{\"channel\":" + name + ",\"data\":1}}");
        String answer = client.next();
        while (answer.startsWith("{\"push\":")) {
            answer = client.next();
        }
        return answer;
    }

    private static WebSocketClient connected() throws InterruptedException {
        WebSocketClient client = BROKER.webSocket("/connection/websocket");
        assertThat(client.say("{\"id\":1,\"connect\":{}}").next()).contains("\"connect\":{");
        return client;
    }

    private static List<Segment> all(int status, String... texts) {
        return Stream.of(texts).map(text -> new Segment(status, text)).toList();
    }
}
