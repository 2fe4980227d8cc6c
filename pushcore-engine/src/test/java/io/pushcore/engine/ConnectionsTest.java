package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Readers on connections, and the bounds of connections")
@Timeout(60)
class ConnectionsTest {
    /** 64 KiB, and the page that takes it over. */
    private static final int MOST_AT_ONCE = 128 << 10;

    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private Broker broker;

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private Broker open(UnaryOperator<Broker.Builder> more) {
        broker = more.apply(Broker.builder().transport(fake).time(time).channels(ChannelRules.keep(100_000)))
                .build();
        return broker;
    }

    @Test
    void aMessageIsEncodedOnceForAllWhoReadItsForm() {
        open(builder -> builder);
        List<FakeConnection> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(fake.connect().say("sub news"));
        }
        clients.forEach(client -> client.awaitLine("subscribed 0"));
        for (int i = 1; i <= 100; i++) {
            broker.channel("news").publish("m" + i).join();
        }
        clients.forEach(client -> client.awaitLine("msg news 100 - m100"));
        clients.forEach(client -> assertMessages(client, 1, 100));
        assertThat(broker.stats().encodings()).isEqualTo(100);
        assertThat(broker.stats().delivered()).isEqualTo(5_000);
    }

    @Test
    @DisplayName("R7: who stands takes up where it stood, at most 64 KiB at once")
    void whoStandsTakesUpWhereItStood() {
        open(builder -> builder);
        FakeConnection slow = fake.connect().say("sub news");
        FakeConnection fast = fake.connect().say("sub news");
        slow.awaitLine("subscribed 0");
        fast.awaitLine("subscribed 0");
        slow.stand();
        for (int i = 1; i <= 20_000; i++) {
            broker.channel("news").publish("m" + i).join();
        }
        fast.awaitLine("msg news 20000 - m20000");
        assertThat(slow.lines()).hasSize(1);
        assertThat(broker.stats().tapeBytes()).isLessThan(1 << 20);
        slow.goOn();
        slow.awaitLine("msg news 20000 - m20000");
        assertMessages(slow, 1, 20_000);
        assertMessages(fast, 1, 20_000);
        assertThat(slow.mostAtOnce()).isLessThanOrEqualTo(MOST_AT_ONCE);
    }

    @Test
    void whatWasTrimmedMeanwhileIsAGap() {
        open(builder ->
                builder.limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 4_000).channels("short", ChannelRules.keep(10)));
        FakeConnection slow = fake.connect().say("sub short");
        slow.awaitLine("subscribed 0");
        slow.stand();
        for (int i = 1; i <= 5_000; i++) {
            // more than a tape keeps
            broker.channel("short").publish("x".repeat(200)).join();
        }
        slow.goOn();
        slow.awaitLineOf("msg short 5000 ");
        List<String> lines = slow.lines();
        // one more where its lane came late to the first messages
        List<String> gaps =
                lines.stream().filter(line -> line.startsWith("gap ")).toList();
        assertThat(gaps).hasSizeBetween(1, 2).doesNotHaveDuplicates();
        for (String gap : gaps) {
            String after = lines.get(lines.indexOf(gap) + 1);
            assertThat(after).startsWith("msg short " + (Integer.parseInt(gap.split(" ", 3)[2]) + 1) + " ");
        }
        assertThat(broker.stats().gaps()).isEqualTo(gaps.size());
    }

    @Test
    void fromAPositionThenLive() {
        open(builder -> builder);
        Channel news = broker.channel("news");
        for (int i = 1; i <= 1_000; i++) {
            news.publish("m" + i).join();
        }
        FakeConnection client = fake.connect().say("sub news 400");
        news.publish("m1001").join();
        client.awaitLine("msg news 1001 - m1001");
        assertMessages(client, 401, 1_001);
        client.say("sub news 1").awaitLine("subscribed 1001 already");
        client.say("unsub news", "unsub news").awaitLine("unsubscribed true").awaitLine("unsubscribed false");
        Collector.soon(() -> assertThat(broker.stats().subscriptions()).isZero());
    }

    @Test
    void aFormThatFailsLeavesItsMessageOutAndHarmsNobody() {
        open(builder -> builder);
        FakeConnection client = fake.connect().say("sub news");
        client.awaitLine("subscribed 0");
        Collector inProcess = new Collector();
        broker.channel("news").subscribe(inProcess).started().join();
        for (String text : List.of("a", "unwritable", "b")) {
            broker.channel("news").publish(text).join();
        }
        client.awaitLine("msg news 3 - b");
        assertThat(client.lines()).containsExactly("subscribed 0", "msg news 1 - a", "msg news 3 - b");
        inProcess.awaitEvents(3);
    }

    @Test
    void aCodecThatFailsClosesItsConnectionOnly() {
        open(builder -> builder);
        FakeConnection other = fake.connect().say("sub news");
        assertThat(fake.connect().say("ping", "crash", "pub news no").awaitLineOf("bye "))
                .startsWith("bye INTERNAL");
        assertThat(fake.connect().say("lost").awaitLineOf("bye ")).isEqualTo("bye BAD_REQUEST framing lost");
        fake.connect()
                .say("what", "ping")
                .awaitLine("err BAD_REQUEST no such word")
                .awaitLine("ok");
        broker.channel("news").publish("hello").join();
        other.awaitLine("msg news 1 - hello");
    }

    @Test
    void answersComeInTheOrderOfTheirCommands() {
        open(builder -> builder);
        FakeConnection client = fake.connect();
        List<String> commands = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            commands.add("pub news m" + i);
            answers.add("accepted " + i);
            commands.add("ping");
            answers.add("ok");
            commands.add("pub *  no");
        }
        client.say(commands.toArray(String[]::new));
        Collector.soon(() -> assertThat(client.lines()).hasSize(600));
        assertThat(client.lines().stream()
                        .filter(line -> !line.startsWith("err BAD_NAME"))
                        .toList())
                .isEqualTo(answers);
    }

    @Test
    @DisplayName("L11: while there is no room for a publish its connection is not read")
    void whileThereIsNoRoomTheConnectionIsNotRead() {
        FrozenStorage storage = new FrozenStorage();
        open(builder -> builder.storage(storage).limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL, 5_000));
        storage.set("news", FrozenStorage.Mode.FROZEN);
        FakeConnection client = fake.connect();
        List<String> commands = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            commands.add("pub news " + "x".repeat(200));
        }
        client.say(commands.toArray(String[]::new));
        Collector.soon(() -> assertThat(client.isReading()).isFalse());
        assertThat(broker.stats().inFlightBytes()).isLessThan(6_000);
        time.advance(Duration.ofSeconds(4));
        assertThat(client.isClosed()).isFalse();
        storage.thaw("news");
        client.awaitLine("accepted 100");
        Collector.soon(() -> assertThat(client.isReading()).isTrue());
        assertThat(client.lines()).hasSize(100).noneMatch(line -> line.startsWith("err"));
    }

    @Test
    @DisplayName("R7: no progress for five minutes closes; a little is enough")
    void noProgressForFiveMinutesCloses() {
        open(builder -> builder);
        FakeConnection standing = fake.connect().say("sub news");
        FakeConnection crawling = fake.connect().say("sub news");
        standing.awaitLine("subscribed 0");
        crawling.awaitLine("subscribed 0");
        standing.stand();
        crawling.stand();
        broker.channel("news").publish("hello").join();
        fake.settle();
        for (int i = 0; i < 295; i++) {
            tick();
            if (i % 100 == 0) {
                crawling.takeALittle();
            }
        }
        assertThat(standing.isClosed()).isFalse();
        for (int i = 0; i < 10; i++) {
            tick();
        }
        Collector.soon(() -> assertThat(standing.isClosed()).isTrue());
        assertThat(crawling.isClosed()).isFalse();
        crawling.goOn();
        crawling.awaitLine("msg news 1 - hello");
        Collector.soon(() -> assertThat(broker.stats().connections()).isEqualTo(1));
    }

    @Test
    void whoSaysNothingAndReadsNothingIsClosed() {
        open(builder -> builder);
        FakeConnection idle = fake.connect();
        FakeConnection reading = fake.connect().say("sub news");
        reading.awaitLine("subscribed 0");
        for (int i = 0; i < 119; i++) {
            tick();
        }
        assertThat(idle.isClosed()).isFalse();
        tick();
        tick();
        assertThat(idle.awaitLineOf("bye ")).startsWith("bye TIMEOUT").contains("idleWithinMillis");
        assertThat(reading.isClosed()).isFalse();
    }

    @Test
    void subscriptionsOfOneConnectionAreBounded() {
        open(builder -> builder);
        FakeConnection client = fake.connect();
        int asked = 100_000;
        for (int from = 0; from < asked; from += 10_000) {
            List<String> commands = new ArrayList<>();
            for (int i = from; i < from + 10_000; i++) {
                commands.add(i % 2 == 0 ? "sub c" + i : "sub p" + i + ".*");
            }
            client.say(commands.toArray(String[]::new));
        }
        Collector.soon(() -> assertThat(client.lines()).hasSize(asked));
        assertThat(client.lines().stream()
                        .filter(line -> line.startsWith("subscribed"))
                        .count())
                .isEqualTo(1_000);
        assertThat(client.lines().get(asked - 1))
                .isEqualTo("err LIMIT_REACHED no more than 1000 channelsPerConnection");
        assertThat(broker.stats().channels()).isLessThanOrEqualTo(1_000);
        client.hangUp();
        Collector.soon(() -> assertThat(broker.stats().subscriptions()).isZero());
        for (int i = 0; i < 6; i++) {
            time.advance(Duration.ofSeconds(15));
        }
        assertThat(broker.stats().channels())
                .as("a channel nobody keeps leaves no trace")
                .isZero();
    }

    @Test
    void connectionsAreBounded() {
        open(builder -> builder.limit(Limit.CONNECTIONS, 2));
        FakeConnection first = fake.connect().say("ping");
        fake.connect().say("ping").awaitLine("ok");
        FakeConnection third = fake.connect();
        assertThat(third.awaitLineOf("bye ")).isEqualTo("bye LIMIT_REACHED no more than 2 connections");
        Collector.soon(() -> assertThat(third.isClosed()).isTrue());
        first.hangUp();
        Collector.soon(() -> assertThat(broker.stats().connections()).isEqualTo(1));
        fake.connect().say("ping").awaitLine("ok");
    }

    @Test
    void presenceTellsWhoIsSubscribedNow() {
        open(builder -> builder);
        FakeConnection ann = fake.connect().say("user ann", "sub news");
        FakeConnection bob = fake.connect().say("user bob", "sub news");
        ann.awaitLine("subscribed 0");
        bob.awaitLine("subscribed 0");
        assertThat(broker.channel("news").presence().join()).hasSize(2).allSatisfy(present -> {
            assertThat(present.session()).isNotEmpty();
            assertThat(present.since()).isEqualTo(time.now());
        });
        ann.say("presence news").awaitLine("present ann,bob");
        bob.hangUp();
        Collector.soon(
                () -> assertThat(broker.channel("news").presence().join()).hasSize(1));
        ann.say("unsub news", "presence news").awaitLine("present ");
        assertThat(broker.channel("never").presence().join()).isEmpty();
    }

    @Test
    void aPatternOnAConnectionHearsLaterChannelsFromTheirFirstMessage() {
        open(builder -> builder);
        FakeConnection client = fake.connect().say("sub chat.*", "ping");
        client.awaitLine("ok");
        for (int i = 0; i < 20; i++) {
            broker.channel("chat.c" + i).publish("first").join();
        }
        Collector.soon(() -> assertThat(client.lines()).hasSize(22));
        client.say("sub chat.* 0", "unsub chat.*", "ping").awaitLine("unsubscribed true");
        broker.channel("chat.c0").publish("no").join();
        fake.settle();
        assertThat(client.lines()).noneMatch(line -> line.endsWith(" no"));
        Collector.soon(() -> assertThat(broker.stats().subscriptions()).isZero());
    }

    @Test
    void aWholeHistoryComesPageByPage() {
        open(builder -> builder);
        for (int i = 1; i <= 450; i++) {
            broker.channel("news").publish("m" + i).join();
        }
        FakeConnection client = fake.connect().say("history news", "ping");
        client.awaitLine("ok");
        assertMessages(client, 1, 450);
        assertThat(client.lines().stream().filter("more"::equals).count()).isEqualTo(4);
        assertThat(client.lines()).last().isEqualTo("ok");
    }

    @Test
    @DisplayName("R6: closing tells clients to reconnect")
    void closingTellsClientsToReconnect() {
        open(builder -> builder);
        FakeConnection client = fake.connect().say("sub news");
        client.awaitLine("subscribed 0");
        broker.channel("news").publish("last").join();
        broker.close();
        assertThat(client.lines())
                .containsExactly("subscribed 0", "msg news 1 - last", "bye CLOSED broker is closing; reconnect");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void lastWordsFollowAWriteInFlightOrAreGivenUp() {
        open(builder -> builder);
        FakeConnection slow = fake.connect().say("sub news");
        FakeConnection standing = fake.connect().say("sub news");
        slow.awaitLine("subscribed 0");
        standing.awaitLine("subscribed 0");
        slow.stand();
        standing.stand();
        broker.channel("news").publish("hello").join();
        fake.settle();
        slow.say("lost");
        standing.say("lost");
        slow.goOn();
        slow.awaitLine("msg news 1 - hello").awaitLine("bye BAD_REQUEST framing lost");
        Collector.soon(() -> assertThat(slow.isClosed()).isTrue());
        assertThat(standing.isClosed()).isFalse();
        for (int i = 0; i < 3; i++) {
            tick();
        }
        Collector.soon(() -> assertThat(standing.isClosed()).isTrue());
    }

    private void tick() {
        time.advance(Duration.ofSeconds(1));
        fake.settle();
    }

    private static void assertMessages(FakeConnection client, int from, int to) {
        List<String> expected = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            expected.add("msg news " + i + " - m" + i);
        }
        assertThat(client.lines().stream()
                        .filter(line -> line.startsWith("msg "))
                        .toList())
                .isEqualTo(expected);
    }
}
