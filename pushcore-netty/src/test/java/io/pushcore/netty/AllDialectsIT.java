package io.pushcore.netty;

import static io.pushcore.netty.AllPorts.bytesOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What is published in one dialect arrives in each other")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class AllDialectsIT {
    /** Every dialect can name it; to clients of go-push it is the room {@code hall}. */
    private static final String CHANNEL = "gopush.room.hall";

    private static final String USER = "7";

    private final AllPorts ports = new AllPorts();

    @AfterEach
    void close() throws Exception {
        ports.close();
    }

    /** What is published, and how it stands in each form. */
    private enum Payloads {
        JSON("{\"a\":[1,\"ü\"]}", "{\"a\":[1,\"ü\"]}", "{\"a\":[1,\"ü\"]}", "\"{\\\"a\\\":[1,\\\"ü\\\"]}\""),
        TEXT("say \"hi\"\tü", "say \"hi\"\\tü", "\"say \\\"hi\\\"\\tü\"", "\"say \\\"hi\\\"\\tü\""),
        BINARY(null, "//6A", "{\"b64\":\"//6A\"}", "\"//6A\"");

        static final byte[] BYTES = {(byte) 0xFF, (byte) 0xFE, (byte) 0x80};

        private final String text;
        /** Where a payload could be taken for something else, were it not escaped. */
        final String line;
        /** As a value of JSON. */
        final String value;
        /** Where only a string has place. */
        final String string;

        Payloads(String text, String line, String value, String string) {
            this.text = text;
            this.line = line;
            this.value = value;
            this.string = string;
        }

        byte[] bytes() {
            return text == null ? BYTES : text.getBytes(UTF_8);
        }

        /** As a client has it that reads bytes as characters. */
        String raw() {
            return new String(bytes(), ISO_8859_1);
        }

        /** As frames of a WebSocket. */
        String frame() {
            return text == null ? "<binary 3>" : text;
        }

        /** As an event of a stream. */
        String event() {
            return text == null ? "event: binary, data: //6A" : "data: " + text;
        }

        String contentType() {
            return switch (this) {
                case JSON -> "application/json";
                case TEXT -> "text/plain";
                case BINARY -> "application/octet-stream";
            };
        }
    }

    /** Says it in a dialect. */
    private interface Said {
        void by(AllPorts ports, Payloads what) throws Exception;
    }

    private record Way(String name, Payloads what, Said said) {
        @Override
        public String toString() {
            return what.name().toLowerCase(Locale.ROOT) + " by " + name;
        }
    }

    private static Stream<Way> ways(String name, Said said, Payloads... payloads) {
        return Stream.of(payloads).map(what -> new Way(name, what, said));
    }

    // ---- to a channel

    private static Stream<Way> toAChannel() {
        return Stream.of(
                        ways("line, plain", AllDialectsIT::byLine, Payloads.TEXT, Payloads.BINARY),
                        ways("line, framed", AllDialectsIT::byFrame, Payloads.TEXT, Payloads.BINARY),
                        ways("line, modern", AllDialectsIT::byLength, Payloads.TEXT, Payloads.BINARY),
                        ways("ipush", AllDialectsIT::byIpush, Payloads.TEXT),
                        ways("go-push", AllDialectsIT::byGoPush, Payloads.JSON),
                        ways("HTTP", AllDialectsIT::byHttp, Payloads.values()),
                        ways("raw WebSocket", AllDialectsIT::byWebSocket, Payloads.TEXT, Payloads.BINARY),
                        ways("Centrifuge", AllDialectsIT::byCentrifuge, Payloads.JSON),
                        ways("Socket.IO", AllDialectsIT::bySocketIo, Payloads.values()))
                .flatMap(way -> way);
    }

    private static void byLine(AllPorts ports, Payloads what) throws Exception {
        assertThat(ports.plain().say("pub " + CHANNEL + " " + what.raw() + "\n").plain())
                .contains("PUBLISHED");
    }

    private static void byFrame(AllPorts ports, Payloads what) throws Exception {
        assertThat(ports.framed().sayFramed("pub " + CHANNEL + " " + what.raw()).framed())
                .isEqualTo("PUBLISHED");
    }

    private static void byLength(AllPorts ports, Payloads what) throws Exception {
        String command = "pub " + CHANNEL + " " + what.bytes().length + "\n" + what.raw() + "\n";
        assertThat(ports.modern().say(command).line()).startsWith("ok pub");
    }

    private static void byIpush(AllPorts ports, Payloads what) throws Exception {
        ports.ipush("9").say("{\"y\":4,\"c\":\"" + CHANNEL + "\",\"b\":" + what.string + "}");
    }

    private static void byGoPush(AllPorts ports, Payloads what) throws Exception {
        ports.pushToRoom("room=hall&items=[" + URLEncoder.encode(what.value, UTF_8) + "]");
    }

    private static void byHttp(AllPorts ports, Payloads what) throws Exception {
        ports.post("/channels/" + CHANNEL, what.bytes(), what.contentType());
    }

    private static void byWebSocket(AllPorts ports, Payloads what) throws Exception {
        WebSocketClient socket = ports.rawWebSocket("/channels/" + CHANNEL + "?since=0");
        if (what == Payloads.BINARY) {
            socket.say(what.bytes());
        } else {
            socket.say(what.text);
        }
        assertThat(socket.next()).isEqualTo(what.frame());
    }

    private static void byCentrifuge(AllPorts ports, Payloads what) throws Exception {
        assertThat(ports.centrifuge("9", "null")
                        .say("{\"id\":2,\"publish\":{\"channel\":\"" + CHANNEL + "\",\"data\":" + what.value + "}}")
                        .next())
                .contains("\"publish\":{}");
    }

    private static void bySocketIo(AllPorts ports, Payloads what) throws Exception {
        WebSocketClient socket = ports.socketIo();
        if (what == Payloads.BINARY) {
            socket.say("451-[\"say\",\"" + CHANNEL + "\",{\"_placeholder\":true,\"num\":0}]")
                    .say(what.bytes());
        } else {
            socket.say("42[\"say\",\"" + CHANNEL + "\"," + what.value + "]");
        }
    }

    @ParameterizedTest
    @MethodSource("toAChannel")
    void ofAChannel(Way way) throws Exception {
        Map<String, Callable<String>> heard = readersOfTheChannel(way.what.value);
        way.said.by(ports, way.what);
        Map<String, String> forms = all(heard);
        Payloads what = way.what;
        String event = way.name.equals("Socket.IO") ? "said" : "message";
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("line, plain", bytesOf("\0" + what.line + " TIME\2"));
        expected.put("line, framed", what.raw() + " TIME");
        expected.put("line, modern", what.raw());
        expected.put("ipush", what.string);
        expected.put("go-push", GoPushBroker.push(what.value));
        expected.put("events", what.event());
        expected.put("raw WebSocket", what.frame());
        expected.put("page", what.value);
        expected.put("Centrifuge", what.value);
        expected.put(
                "Socket.IO",
                what == Payloads.BINARY
                        ? "451-[\"" + event + "\",{\"_placeholder\":true,\"num\":0}] <binary 3>"
                        : "42[\"" + event + "\"," + what.value + "]");
        assertThat(forms).isEqualTo(expected);
    }

    private Map<String, Callable<String>> readersOfTheChannel(String value) throws Exception {
        Map<String, Callable<String>> heard = new LinkedHashMap<>();
        LineClient plain = ports.plain().say("sub " + CHANNEL + "\n");
        plain.plain();
        heard.put("line, plain", plain::plain);
        LineClient framed = ports.framed().sayFramed("sub " + CHANNEL);
        framed.framed();
        heard.put("line, framed", framed::framed);
        LineClient modern = ports.modern("sub " + CHANNEL);
        heard.put("line, modern", () -> modern.payload(modern.line()));
        IpushClient ipush = ports.ipush("5", CHANNEL);
        heard.put("ipush", () -> between(ipush.next(), "\"b\":", "}\n"));
        WebSocketClient goPush = ports.goPush("hall");
        heard.put("go-push", goPush::next);
        StreamClient events = ports.events("/channels/" + CHANNEL);
        heard.put("events", () -> {
            List<String> lines = events.event();
            return String.join(", ", lines.subList(1, lines.size()));
        });
        WebSocketClient socket = ports.rawWebSocket("/channels/" + CHANNEL + "?since=0");
        heard.put("raw WebSocket", socket::next);
        heard.put("page", () -> data(ports.page("/channels/" + CHANNEL + "?since=0"), value));
        WebSocketClient centrifuge = ports.centrifuge("6", "null");
        centrifuge
                .say("{\"id\":2,\"subscribe\":{\"channel\":\"" + CHANNEL + "\"}}")
                .next();
        // another spelling of the same
        heard.put("Centrifuge", () -> data(centrifuge.next().replace("\\u0009", "\\t"), value));
        WebSocketClient socketIo = ports.socketIo();
        socketIo.say("421[\"join\",\"" + CHANNEL + "\"]").next();
        heard.put("Socket.IO", () -> {
            String packet = socketIo.next();
            return packet.startsWith("45") ? packet + " " + socketIo.next() : packet;
        });
        return heard;
    }

    private static String between(String text, String before, String after) {
        int from = text.indexOf(before) + before.length();
        assertThat(text).contains(before);
        return text.substring(from, text.indexOf(after, from));
    }

    /** This, if it is the data of a message in JSON; else all of it, for whoever reads the failure. */
    private static String data(String json, String value) {
        String data = "\"data\":" + value;
        return json.contains(data + ",") || json.contains(data + "}") ? value : json;
    }

    // ---- to a user

    private static Stream<Way> toAUser() {
        return Stream.of(
                        ways("line, modern", AllDialectsIT::pushByLength, Payloads.TEXT, Payloads.BINARY),
                        ways("ipush", AllDialectsIT::pushByIpush, Payloads.TEXT),
                        ways("xiucall-push", AllDialectsIT::pushByXiucall, Payloads.JSON),
                        ways("HTTP", AllDialectsIT::pushByHttp, Payloads.values()))
                .flatMap(way -> way);
    }

    private static void pushByXiucall(AllPorts ports, Payloads what) throws Exception {
        ports.pushByXiucall(
                "{\"send_id\":\"9\",\"channel\":[\"c\"],\"recv_id\":[\"" + USER + "\"],\"data\":" + what.value + "}");
    }

    private static void pushByLength(AllPorts ports, Payloads what) throws Exception {
        String command = "push " + USER + " " + what.bytes().length + "\n" + what.raw() + "\n";
        assertThat(ports.modern().say(command).line()).startsWith("ok push");
    }

    private static void pushByIpush(AllPorts ports, Payloads what) throws Exception {
        ports.ipush("9").say("{\"y\":3,\"t\":\"" + USER + "\",\"b\":" + what.string + "}");
    }

    private static void pushByHttp(AllPorts ports, Payloads what) throws Exception {
        ports.post("/users/" + USER + "/push", what.bytes(), what.contentType());
    }

    @ParameterizedTest
    @MethodSource("toAUser")
    void ofAUser(Way way) throws Exception {
        Map<String, Callable<String>> heard = readersOfTheUser(way.what.value);
        way.said.by(ports, way.what);
        assertThat(all(heard)).isEqualTo(formsOfTheUser(way.what.raw(), way.what.value, way.what.string));
    }

    @Test
    void whatAClientOfMinipushSaysToAUser() throws Exception {
        String event = "{\"type\":\"chat\",\"from\":8,\"to\":[7],\"body\":{\"a\":[1,\"ü\"]}}";
        Map<String, Callable<String>> heard = readersOfTheUser(event);
        ports.minipush("8").say("{\"im\":" + event + "}");
        String string = "\"" + event.replace("\"", "\\\"") + "\"";
        assertThat(all(heard)).isEqualTo(formsOfTheUser(bytesOf(event), event, string));
    }

    private static Map<String, String> all(Map<String, Callable<String>> heard) throws Exception {
        Map<String, String> forms = new LinkedHashMap<>();
        for (Map.Entry<String, Callable<String>> one : heard.entrySet()) {
            forms.put(one.getKey(), one.getValue().call());
        }
        return forms;
    }

    private static Map<String, String> formsOfTheUser(String raw, String value, String string) {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("minipush", string);
        forms.put("xiucall-push", value);
        forms.put("line, modern", raw);
        forms.put("ipush", string);
        forms.put("events", value);
        forms.put("own log", value);
        forms.put("Centrifuge", value);
        return forms;
    }

    private Map<String, Callable<String>> readersOfTheUser(String value) throws Exception {
        Map<String, Callable<String>> heard = new LinkedHashMap<>();
        WebSocketClient minipush = ports.minipush(USER);
        heard.put("minipush", () -> {
            assertThat(minipush.next()).isEqualTo("{\"head_seq\":1}");
            return between(
                    minipush.say("{\"get_events\":{\"from_seq\":1,\"to_seq\":1}}")
                            .next(),
                    "\"payload\":",
                    "}]}}");
        });
        heard.put("xiucall-push", () -> data(ports.watched(USER).replace("},\"acked\"", ","), value));
        LineClient modern = ports.modern("setuuid " + USER, "inbox line");
        heard.put("line, modern", () -> modern.payload(modern.line()));
        IpushClient ipush = ports.ipush(USER);
        heard.put("ipush", () -> between(ipush.next(), "\"b\":", "}\n"));
        StreamClient events = ports.events("/inbox?device=page&user=" + USER);
        heard.put("events", () -> data(events.event().get(1), value));
        heard.put("own log", () -> data(ports.page("/inbox/own?first=1&last=1&user=" + USER), value));
        WebSocketClient centrifuge = ports.centrifuge(USER, "{\"inbox\":{\"device\":\"app\"}}");
        heard.put("Centrifuge", () -> data(centrifuge.next(), value));
        return heard;
    }
}
