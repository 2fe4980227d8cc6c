package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.Farewell;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("I1 to I7 on the line port")
@Timeout(60)
class InboxLineIT {
    private final List<AutoCloseable> open = new ArrayList<>();
    private LineTransport lines = LineTransport.port(0);
    private Broker broker = started(Broker.builder());

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void whatWasPushedComesNumberedAndAgainUntilItIsAcknowledged() throws Exception {
        broker.push("anna", "one").join();
        broker.push("anna", "two\nlines").join();
        LineClient anna = named("anna");
        String opened = anna.say("inbox\n").line();
        assertThat(opened).matches("ok inbox [0-9a-z]{26} 0");
        assertThat(delivery(anna)).isEqualTo("1 @anna 1 one");
        assertThat(delivery(anna)).isEqualTo("2 @anna 2 two\nlines");
        assertThat(anna.say("ack 1\n").line()).isEqualTo("ok");
        broker.push("anna", "three").join();
        assertThat(delivery(anna)).isEqualTo("3 @anna 3 three");
        anna.reset();
        LineClient again = named("anna");
        assertThat(again.say("inbox\n").line()).matches("ok inbox [0-9a-z]{26} 3");
        assertThat(delivery(again)).isEqualTo("2 @anna 2 two\nlines");
        assertThat(delivery(again)).isEqualTo("3 @anna 3 three");
        assertThat(again.say("ack 3 only\n").line()).isEqualTo("ok");
        assertThat(again.say("ack 9\n").line()).startsWith("err 400 ");
        assertThat(again.say("ack -1\n").line()).startsWith("err 400 ");
        assertThat(again.say("ack 99999999999999999999\n").line()).startsWith("err 400 ");
        assertThat(again.say("pending\n").line()).startsWith("inbox 2 @anna ");
        assertThat(again.bytes("two\nlines\n".length())).isEqualTo("two\nlines\n");
        assertThat(again.line()).isEqualTo("ok pending 1");
    }

    @Test
    void theSecondSessionTakesOverAndTheFirstIsToldNotToComeBack() throws Exception {
        LineClient first = named("anna");
        first.say("inbox\n").line();
        LineClient second = named("anna");
        assertThat(second.say("inbox\n").line()).startsWith("ok inbox ");
        assertThat(first.line()).startsWith("bye 445 ");
        broker.push("anna", "for the second").join();
        assertThat(delivery(second)).isEqualTo("1 @anna 1 for the second");
        LineClient phone = named("anna");
        assertThat(phone.say("inbox phone\n").line()).startsWith("ok inbox ");
        assertThat(delivery(phone)).isEqualTo("1 @anna 1 for the second");
        assertThat(second.say("ping\n").line()).isEqualTo("pong");
    }

    @Test
    void aSessionIsComeBackToWithinItsGraceAndCountsAsOfflineMeanwhile() throws Exception {
        ManualTime time = ManualTime.create();
        lines = LineTransport.port(0);
        broker = started(Broker.builder().time(time).limit(Limit.SESSION_GRACE_MILLIS, 30_000));
        LineClient anna = named("anna");
        String session = anna.say("inbox\n").line().split(" ")[2];
        broker.push("anna", "one").join();
        assertThat(delivery(anna)).isEqualTo("1 @anna 1 one");
        anna.reset();
        await().until(() -> !broker.push("anna", "meanwhile").join().online());
        time.advance(Duration.ofSeconds(29));
        LineClient back = named("anna");
        assertThat(back.say("inbox session " + session + "\n").line()).startsWith("ok inbox " + session + " ");
        assertThat(delivery(back)).isEqualTo("1 @anna 1 one");
        back.reset();
        await().until(() -> !broker.push("anna", "meanwhile").join().online());
        time.advance(Duration.ofSeconds(31));
        LineClient late = named("anna");
        assertThat(late.say("inbox session " + session + "\n").line())
                .startsWith("ok inbox ")
                .doesNotContain(session);
        LineClient bert = named("bert");
        assertThat(bert.say("inbox session " + session + "\n").line())
                .startsWith("ok inbox ")
                .endsWith(" 0");
    }

    @Test
    void followingPushingAndReadMarks() throws Exception {
        LineClient anna = named("anna");
        assertThat(anna.say("follow team\n").line()).matches("ok follow [0-9a-z]+:0");
        anna.say("inbox\n").line();
        LineClient bert = named("bert");
        assertThat(bert.say("pub team 3\nall\n").line()).startsWith("ok pub team ");
        assertThat(delivery(anna)).isEqualTo("1 team 1 all");
        assertThat(bert.say("push anna 5\nhello\n").line()).matches("ok push [0-9a-z]+:1 online");
        assertThat(delivery(anna)).isEqualTo("2 @anna 1 hello");
        assertThat(bert.say("push carla 2\nhi\n").line()).matches("ok push [0-9a-z]+:1 offline");
        assertThat(bert.say("push anna ttl=0s 3\nnow\n").line()).isEqualTo("ok push live:0 online");
        assertThat(delivery(anna)).isEqualTo("0 @anna 0 now");
        assertThat(bert.say("push carla ttl=0s 3\nnow\n").line()).isEqualTo("ok push live:0 offline");
        assertThat(bert.say("push carla ttl=10m 5\nlater\n").line()).matches("ok push [0-9a-z]+:2 offline");
        assertThat(anna.say("follows\n").line()).isEqualTo("ok follows team");
        assertThat(bert.say("follows\n").line()).isEqualTo("ok follows");
        assertThat(anna.say("follows team\n").line()).isEqualTo("err 400 usage: follows");
        assertThat(anna.say("unread\n").line()).isEqualTo("ok unread 1");
        assertThat(anna.say("read 1 1\n").line()).isEqualTo("ok");
        assertThat(anna.say("unread\n").line()).isEqualTo("ok unread 0");
        assertThat(anna.say("states 1 8\n").line()).isEqualTo("ok states 1 8 01");
        assertThat(anna.say("own 1 10\n").line()).startsWith("msg @anna ");
        assertThat(anna.bytes(6)).isEqualTo("hello\n");
        assertThat(anna.line()).startsWith("ok own ");
        assertThat(anna.say("unfollow team\n").line()).isEqualTo("ok unfollow");
        assertThat(anna.say("sub @bert\n").line()).startsWith("err 422 ");
        assertThat(anna.say("pub @bert 1\nx\n").line()).startsWith("err 422 ");
        assertThat(anna.say("inbox phone\n").line()).startsWith("err 400 ");
    }

    @Test
    void withoutAUserThereIsNoInbox() throws Exception {
        LineClient nobody = connect();
        assertThat(nobody.say("inbox\n").line()).startsWith("err 403 ");
        assertThat(nobody.say("ack 1\n").line()).startsWith("err 400 ");
        assertThat(nobody.say("follow team\n").line()).startsWith("err 403 ");
        assertThat(nobody.say("unread\n").line()).startsWith("err 403 ");
        assertThat(nobody.say("follows\n").line()).startsWith("err 403 ");
    }

    @Test
    @DisplayName(
            "denied by default: with an authenticator and no authorizer one's own inbox, and no follow and no push")
    void deniedByDefault() throws Exception {
        lines = LineTransport.port(0);
        broker = started(Broker.builder()
                .authenticator(credentials -> CompletableFuture.completedFuture(Identity.of(credentials.token()))));
        LineClient anna = connect();
        assertThat(anna.say("auth anna\n").line()).isEqualTo("ok");
        assertThat(anna.say("inbox\n").line()).startsWith("ok inbox ");
        assertThat(anna.say("follow team\n").line()).startsWith("err 403 ");
        assertThat(anna.say("push bert 1\nx\n").line()).startsWith("err 403 ");
        assertThat(broker.disconnectUser("anna", Farewell.STAY_AWAY, "go").get(10, TimeUnit.SECONDS))
                .isEqualTo(1);
        assertThat(anna.line()).startsWith("bye 444 ");
    }

    @Test
    void aReaderThatStandsStillHoldsBackAFewEventsAndGetsAllAfterwards() throws Exception {
        LineClient anna = named("anna");
        anna.say("inbox\n").line();
        String text = "x".repeat(20_000);
        for (int i = 0; i < 900; i++) {
            broker.push("anna", text).join();
        }
        for (int i = 1; i <= 900; i++) {
            assertThat(delivery(anna)).isEqualTo(i + " @anna " + i + " " + text);
            if (i % 100 == 0) {
                anna.say("ack " + i + "\n");
                String line = anna.line();
                while (!line.equals("ok")) {
                    assertThat(line).startsWith("inbox " + ++i + " ");
                    anna.bytes(text.length() + 1);
                    line = anna.line();
                }
            }
        }
    }

    private Broker started(Broker.Builder builder) {
        Broker started = builder.transport(lines).build();
        open.add(started);
        return started;
    }

    private LineClient connect() throws IOException {
        LineClient client = new LineClient(lines.port());
        open.add(client);
        assertThat(client.say("hello 2\n").line()).isEqualTo("ok hello 2");
        return client;
    }

    private LineClient named(String user) throws IOException {
        LineClient client = connect();
        assertThat(client.say("setuuid " + user + "\n").line()).isEqualTo("ok");
        return client;
    }

    /** The next delivery: number, channel, offset and text. */
    private static String delivery(LineClient client) throws IOException {
        String[] words = client.line().split(" ");
        assertThat(words).hasSize(5).startsWith("inbox");
        String text = client.bytes(Integer.parseInt(words[4]));
        assertThat(client.bytes(1)).isEqualTo("\n");
        return words[1] + " " + words[2] + " " + words[3].substring(words[3].indexOf(':') + 1) + " " + text;
    }
}
