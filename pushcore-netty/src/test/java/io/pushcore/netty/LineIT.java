package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The line protocol over real sockets, with the engine and storage on the heap. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class LineIT {
    private final LineTransport lines = LineTransport.port(0).lanes(2);
    private final LineTransport frames = LineTransport.port(0).framed().lanes(1);
    private final LineTransport fragments =
            LineTransport.port(0).runsFragments().lanes(1);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void theTranscriptOfPushd() throws Exception {
        guarded();
        LineClient a = connect(lines);
        LineClient b = connect(lines);
        assertThat(a.say("ping\r\n").plain()).isEqualTo("\1pong\n\2");
        assertThat(a.say("sub channel1\r\n").plain()).isEqualTo("\1Need Auth first\2");
        assertThat(a.say("nonsense\r\n").plain()).isEqualTo("\1Need Auth first\2");
        assertThat(a.say("auth_server app1 wrong\n").plain()).isEqualTo("\1Server auth fail\n\2");
        assertThat(a.say("auth_server app1 secret1\n").plain()).isEqualTo("\1Server auth succeed\n\2");
        assertThat(a.say("auth_server app1 secret1\n").plain()).isEqualTo("\1Already authed server\n\2");
        assertThat(a.say("sub channel1\n").plain()).isEqualTo("\1Not Permit\n\2");
        String token = token(a.say("gettoken\n").plain());
        assertThat(b.say("auth_client " + token + "\n").plain()).isEqualTo("\1Client auth succeed\n\2");
        assertThat(b.say("auth_client " + token + "\n").plain()).isEqualTo("\1Already authed client\n\2");
        assertThat(b.say("sub\n").plain()).isEqualTo("\1Lack sub channel\n\2");
        assertThat(b.say("sub channel1\n").plain()).isEqualTo("\1SUBSCRIBED channel1\n\2");
        assertThat(b.say("sub channel1\n").plain()).isEqualTo("\1ALREADY SUBSCRIBED channel1\n\2");
        assertThat(a.say("pub channel1 hello world and more\n").plain()).isEqualTo("\1PUBLISHED\n\2");
        assertThat(b.plain()).isEqualTo("\0hello world and more TIME\2");
        assertThat(a.say("pub channel1\n").plain()).isEqualTo("\1Publish without msg\n\n\2");
        assertThat(b.say("pub channel1 selfmsg\n").plain(2))
                .containsExactlyInAnyOrder("\0selfmsg TIME\2", "\1PUBLISHED\n\2");
        assertThat(b.say("unsub channel1\n").plain()).isEqualTo("\1UNSUBSCRIBED channel1\n\2");
        assertThat(b.say("unsub channel1\n").plain()).isEqualTo("\1NOT SUBSCRIBED channel1\n\2");
        assertThat(a.say("pub channel1 afterunsub\n").plain()).isEqualTo("\1PUBLISHED\n\2");
        assertThat(b.say("his channel1 abc\n").plain())
                .isEqualTo("\1strconv.ParseInt: parsing \"abc\": invalid syntax\n\2");
        assertThat(b.say("his channel1 0\n").plain())
                .matches("\1\\[\\{\"channel\":\"channel1\",\"msg\":\"hello world and more\",\"ts\":\\d{19}},"
                        + "\\{\"channel\":\"channel1\",\"msg\":\"selfmsg\",\"ts\":\\d{19}},"
                        + "\\{\"channel\":\"channel1\",\"msg\":\"afterunsub\",\"ts\":\\d{19}}]\n\2");
        assertThat(b.say("his nochannel 0\n").plain()).isEqualTo("\1[]\n\2");
        assertThat(b.say("sub c3\nsub c4\npub c3 batched\nping\n").plain(5))
                .containsExactlyInAnyOrder(
                        "\1SUBSCRIBED c3\n\2",
                        "\1SUBSCRIBED c4\n\2",
                        "\0batched TIME\2",
                        "\1PUBLISHED\n\2",
                        "\1pong\n\2");
        assertThat(a.say("xyz a b\n").plain()).isEqualTo("\1Cmd not found: xyz\n\n\2");
    }

    @Test
    void aTokenIsGoodForOneSession() throws Exception {
        guarded();
        LineClient server = connect(lines);
        assertThat(server.say("auth_server app1 secret1\n").plain()).isEqualTo("\1Server auth succeed\n\2");
        String token = token(server.say("gettoken anna\n").plain());
        assertThat(connect(lines).say("auth bert " + token + "\n").plain()).isEqualTo("\1Auth fail\n\2");
        token = token(server.say("gettoken anna\n").plain());
        LineClient anna = connect(lines);
        assertThat(anna.say("auth anna " + token + "\n").plain()).isEqualTo("\1Auth succeed\n\2");
        assertThat(anna.say("gettoken\n").plain()).isEqualTo("\1Not Permit\n\2");
        assertThat(connect(lines).say("auth_client " + token + "\n").plain()).isEqualTo("\1Client auth fail\n\2");
        LineClient modern = modern();
        assertThat(modern.say("sub c\n").line()).startsWith("err 401 ");
        assertThat(modern.say("auth " + token + "\n").line()).startsWith("err 401 ");
        token = token(server.say("gettoken anna\n").plain());
        assertThat(modern.say("auth " + token + "\n").line()).isEqualTo("ok");
    }

    @Test
    void tooManyWrongTokensCloseTheConnection() throws Exception {
        guarded();
        LineClient client = connect(lines);
        for (int i = 1; i < Limit.FAILED_LOGINS_PER_CONNECTION.byDefault(); i++) {
            assertThat(client.say("auth_client guess\n").plain()).isEqualTo("\1Client auth fail\n\2");
        }
        assertThat(client.say("auth_client guess\n").rest()).contains("failedLoginsPerConnection");
    }

    @Test
    void aCommandWithoutANewlineRunsWhereThatIsAsked() throws Exception {
        open();
        LineClient client = connect(fragments);
        assertThat(client.say("sub c5").plain()).isEqualTo("\1SUBSCRIBED c5\n\2");
        assertThat(client.say("pub c5 x").plain(2)).containsExactlyInAnyOrder("\1PUBLISHED\n\2", "\0x TIME\2");
    }

    @Test
    void historyGoesOnFromATime() throws Exception {
        open();
        LineClient client = connect(lines);
        for (String text : List.of("one", "two", "three")) {
            assertThat(client.say("pub c " + text + "\n").plain()).isEqualTo("\1PUBLISHED\n\2");
        }
        String all = client.say("his c 0\n").plain();
        String time = all.replaceFirst("(?s).*\"two\",\"ts\":(\\d+).*", "$1");
        assertThat(client.say("his c " + time + "\n").plain())
                .startsWith("\1[{\"channel\":\"c\",\"msg\":\"two\",\"ts\":" + time + "},")
                .contains("\"three\"");
        assertThat(client.say("his c " + Long.MAX_VALUE + "\n").plain()).isEqualTo("\1[]\n\2");
    }

    @Test
    void noPushStandsWithinALongAnswer() throws Exception {
        Broker broker = started(builder().storage(SlowStorage.open()));
        int kept = 20_000;
        for (int i = 0; i < kept; i++) {
            broker.channel("c").publish("x".repeat(20));
        }
        broker.channel("c").publish("last").get(10, TimeUnit.SECONDS);
        LineClient client = connect(lines);
        assertThat(client.say("sub c\n").plain()).isEqualTo("\1SUBSCRIBED c\n\2");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
            // no more than the log keeps beside what is asked for
            for (int i = 0; i < 3 * kept && !enough.get(); i++) {
                broker.channel("c").publish("pushed").join();
            }
        });
        client.say("his c 0\nping\n");
        List<String> frames = new ArrayList<>();
        while (!frames.contains("\1pong\n\2")) {
            frames.add(client.plain());
        }
        enough.set(true);
        publishing.get(10, TimeUnit.SECONDS);
        frames.removeIf("\0pushed TIME\2"::equals);
        assertThat(frames).hasSize(2);
        assertThat(frames.get(0)).startsWith("\1[{").doesNotContain("\0").endsWith("}]\n\2");
        assertThat(frames.get(0).split("\"ts\":", -1)).hasSizeGreaterThan(kept);
    }

    @Test
    void theModernForm() throws Exception {
        open();
        LineClient client = modern();
        assertThat(client.say("ping\n").line()).isEqualTo("pong");
        String start = client.say("sub news\n").line();
        assertThat(start).matches("ok sub news [0-9a-z]{1,32}:0");
        String epoch = start.substring("ok sub news ".length(), start.indexOf(':'));
        client.say("pub news 9\ntwo\nlines\npub news 0\n\npub news key=k ttl=10m id=a 2\n\u00ff\n\n");
        List<String> lines = new ArrayList<>();
        int answered = 0;
        while (lines.size() < 6) {
            String line = client.line();
            lines.add(line);
            if (line.startsWith("msg")) {
                int length = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
                lines.set(lines.size() - 1, line + "|" + client.bytes(length));
                assertThat(client.bytes(1)).isEqualTo("\n");
            } else {
                answered++;
                assertThat(line).isEqualTo("ok pub news " + epoch + ":" + answered);
            }
        }
        assertThat(lines)
                .contains(
                        "msg news " + epoch + ":1 9|two\nlines",
                        "msg news " + epoch + ":2 0|",
                        "msg news " + epoch + ":3 2|\u00ff\n");
        assertThat(client.say("pub news id=a 2\n\u00ff\n\n").line()).isEqualTo("ok pub news " + epoch + ":3 repeat");
        assertThat(client.say("unsub news\n").line()).isEqualTo("ok unsub news");
        assertThat(client.say("his news since " + epoch + ":0 limit 1\n").line())
                .isEqualTo("msg news " + epoch + ":1 9");
        assertThat(client.bytes(10)).isEqualTo("two\nlines\n");
        assertThat(client.line()).isEqualTo("ok his news " + epoch + ":1");
        assertThat(client.say("his news since 0 limit 0\n").line()).isEqualTo("ok his news " + epoch + ":3");
        assertThat(client.say("inbox\n").line()).startsWith("err 403 an inbox is a user's");
        assertThat(client.say("sub @anna\n").line()).startsWith("err 422 ");
        assertThat(client.say("what\n").line()).isEqualTo("err 404 no such command: what");
    }

    @Test
    void aSubscriptionGoesOnWhereItEnded() throws Exception {
        Broker broker = open();
        Position position = new Position("x", 0);
        for (String text : List.of("a", "b", "c")) {
            position = broker.channel("news")
                    .publish(text)
                    .get(10, TimeUnit.SECONDS)
                    .position();
        }
        Position after = new Position(position.epoch(), 1);
        LineClient client = modern();
        assertThat(client.say("sub news since " + after + " wait\n").line()).isEqualTo("ok sub news " + after);
        assertThat(client.line()).isEqualTo("msg news " + after.plus(1) + " 1");
        assertThat(client.line()).isEqualTo("b");
        assertThat(client.line()).isEqualTo("msg news " + after.plus(2) + " 1");
        assertThat(client.line()).isEqualTo("c");
        broker.channel("news").publish("d");
        assertThat(client.line()).isEqualTo("msg news " + after.plus(3) + " 1");
        assertThat(client.line()).isEqualTo("d");
    }

    @Test
    void whatIsNoLongerKeptIsAGap() throws Exception {
        Broker broker = open();
        for (int i = 0; i < 20; i++) {
            broker.channel("short.c").publish("m" + i).get(10, TimeUnit.SECONDS);
        }
        Position head = broker.channel("short.c").head().get(10, TimeUnit.SECONDS);
        Position first = new Position(head.epoch(), 1);
        LineClient client = modern();
        assertThat(client.say("his short.c since " + first + " limit 1\n").line())
                .isEqualTo("gap short.c " + first + " " + head.plus(-5));
        assertThat(client.line()).isEqualTo("msg short.c " + head.plus(-4) + " 3");
    }

    @Test
    void theFramedForm() throws Exception {
        open();
        LineClient client = connect(frames);
        assertThat(client.sayFramed("sub channel1").framed()).isEqualTo("SUBSCRIBED channel1");
        assertThat(client.sayFramed("sub channel1\n").framed()).isEqualTo("ALREADY SUBSCRIBED channel1");
        assertThat(client.sayFramed("setuuid anna").framed()).isEqualTo("uuid saved");
        client.sayFramed("pub channel1 hello world and more\nping");
        assertThat(List.of(client.framed(), client.framed(), client.framed()))
                .containsExactlyInAnyOrder("PUBLISHED", "hello world and more TIME", "pong");
        assertThat(client.sayFramed("his channel1 0").framed())
                .startsWith("[{\"channel\":\"channel1\",\"msg\":\"hello world and more\",\"ts\":");
        assertThat(client.sayFramed("xyz").framed()).isEqualTo("Cmd not found: xyz\n\n");
        assertThat(client.say("\177\u00ff\u00ff\u00ff").framed()).startsWith("frame must not be longer than ");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void whoSaysNoMoreGetsAllAnswers() throws Exception {
        open();
        LineClient client = modern();
        client.say("pub c 1\na\npub c 1\nb\nhis c since 0\n").sayNoMore();
        assertThat(client.rest()).matches("(?s)ok pub c \\w+:1\nok pub c \\w+:2\nmsg .*ok his c \\w+:2\n");
    }

    @Test
    void aRefusalOfFramingIsRead() throws Exception {
        open();
        LineClient client = modern();
        assertThat(client.say("pub c 99999999\n").rest())
                .startsWith("err 431 length must not be more than ")
                .endsWith("99999999\n");
        LineClient plain = connect(lines);
        assertThat(plain.say("x".repeat(200_000)).plain()).startsWith("\1line must not be longer than ");
    }

    @Test
    void aBrokerThatClosesSaysBye() throws Exception {
        Broker broker = open();
        LineClient client = modern();
        assertThat(client.say("sub c\n").line()).startsWith("ok sub c ");
        broker.channel("c").publish("last").get(10, TimeUnit.SECONDS);
        broker.close();
        assertThat(client.rest()).matches("msg c \\w+:1 4\nlast\nbye 504 .*\n");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("pushcore-line"));
    }

    @Test
    void aPayloadAboveTheLimitIsRefusedInASentence() throws Exception {
        open();
        LineClient plain = connect(lines);
        assertThat(plain.say("pub c " + "x".repeat((64 << 10) + 1) + "\n").plain())
                .startsWith("\1payload ");
        assertThat(plain.say("ping\n").plain()).isEqualTo("\1pong\n\2");
    }

    @Test
    void publishesOfOneConnectionKeepTheirOrder() throws Exception {
        open();
        LineClient client = modern();
        LineClient reader = modern();
        assertThat(reader.say("sub c\n").line()).startsWith("ok sub c ");
        StringBuilder batch = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            String text = Integer.toString(i);
            batch.append("pub c ")
                    .append(text.length())
                    .append('\n')
                    .append(text)
                    .append('\n');
        }
        client.say(batch.toString());
        for (int i = 0; i < 5_000; i++) {
            assertThat(client.line()).endsWith(":" + (i + 1));
        }
        for (int i = 0; i < 5_000; i++) {
            assertThat(reader.line()).startsWith("msg c ");
            assertThat(reader.line()).isEqualTo(Integer.toString(i));
        }
    }

    private Broker open() {
        return started(builder());
    }

    private void guarded() {
        started(builder()
                .authenticator(Authenticator.apps(Map.of("app1", "secret1")))
                .authorizer(Authorizer.allowAll()));
    }

    private Broker.Builder builder() {
        return Broker.builder()
                .transport(lines)
                .transport(frames)
                .transport(fragments)
                .publishWaits(Duration.ofSeconds(30))
                .channels("short.*", ChannelRules.keep(5))
                .channels(ChannelRules.keep(100_000));
    }

    private Broker started(Broker.Builder builder) {
        Broker broker = builder.build();
        open.add(broker);
        return broker;
    }

    private LineClient connect(LineTransport transport) throws IOException {
        LineClient client = new LineClient(transport.port());
        open.add(client);
        return client;
    }

    private LineClient modern() throws IOException {
        LineClient client = connect(lines);
        assertThat(client.say("hello 2\n").line()).isEqualTo("ok hello 2");
        return client;
    }

    private static String token(String reply) {
        assertThat(reply).matches("\1[0-9A-Za-z]{32}\n\2");
        return reply.substring(1, 33);
    }
}
