package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Position;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("R2: who asks for everything after its start gets all of it or nothing, and a gap is the end")
@Timeout(60)
class WholeSubscriptionsTest {
    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private final Broker broker = Broker.builder()
            .transport(fake)
            .time(time)
            .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 8_000)
            .channels(ChannelRules.keep(10))
            .channels("long", ChannelRules.keep(100_000))
            .channels("none", ChannelRules.keep(0))
            .channels("aged", ChannelRules.keep(100).forAtMost(Duration.ofMinutes(1)))
            .channels("live", ChannelRules.live())
            .build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void whereAllIsKeptAllComesAndThenWhatIsNew() {
        Position tenth = publish("long", 1, 1_000).get(9);
        FakeConnection client = fake.connect().say("whole long " + tenth);
        client.awaitLine("msg long 1000 - m1000");
        assertThat(client.lines().get(0)).isEqualTo("subscribed 10");
        publish("long", 1_001, 1_001);
        client.awaitLine("msg long 1001 - m1001");
        assertThat(messages(client)).isEqualTo(texts(11, 1_001));
    }

    @Test
    void theOldestPositionThatStillLeadsSomewhereIsWholeAndTheOneBeforeIsNot() {
        List<Position> positions = publish("news", 1, 30);
        FakeConnection whole = fake.connect().say("whole news " + positions.get(19));
        whole.awaitLine("msg news 30 - m30");
        assertThat(whole.lines().get(0)).isEqualTo("subscribed 20");
        assertThat(messages(whole)).isEqualTo(texts(21, 30));
        FakeConnection part = fake.connect().say("whole news " + positions.get(18));
        part.awaitLine("subscribed 30 instead");
        publish("news", 31, 31);
        part.awaitLine("msg news 31 - m31");
        assertThat(part.lines()).containsExactly("subscribed 30 instead", "msg news 31 - m31");
    }

    @Test
    void anotherEpochAndAPositionBeyondTheHeadAreNotWhole() {
        Position last = publish("news", 1, 3).get(2);
        fake.connect().say("whole news other:2").awaitLine("subscribed 3 instead");
        fake.connect().say("whole news other:0").awaitLine("subscribed 3 instead");
        fake.connect().say("whole news " + last.plus(1)).awaitLine("subscribed 3 instead");
        fake.connect().say("whole news " + last).awaitLine("subscribed 3");
    }

    @Test
    void anOffsetAloneIsOneOfTheEpochOfNow() {
        publish("news", 1, 30);
        fake.connect().say("whole news 20").awaitLine("msg news 21 - m21");
        fake.connect().say("whole news 19").awaitLine("subscribed 30 instead");
        fake.connect().say("whole news 31").awaitLine("subscribed 30 instead");
    }

    @Test
    void ofWhatIsKeptAllIsWhole() {
        publish("news", 1, 30);
        FakeConnection client = fake.connect().say("whole news 0");
        client.awaitLine("msg news 30 - m30");
        assertThat(client.lines().get(0)).isEqualTo("subscribed 20");
        assertThat(messages(client)).isEqualTo(texts(21, 30));
        fake.connect().say("whole empty 0").awaitLine("subscribed 0");
    }

    @Test
    void whatTheHotWindowHoldsIsThere() {
        broker.channel("none").subscribe(new Collector()).started().join();
        List<Position> positions = publish("none", 1, 20);
        FakeConnection client = fake.connect().say("whole none " + positions.get(4));
        client.awaitLine("msg none 20 - m20");
        assertThat(client.lines().get(0)).isEqualTo("subscribed 5");
        assertThat(messages(client)).isEqualTo(texts(6, 20));
    }

    @Test
    void whereNothingIsKeptOnlyTheHeadIsWhole() {
        List<Position> positions = publish("none", 1, 20);
        fake.connect().say("whole none " + positions.get(18)).awaitLine("subscribed 20 instead");
        fake.connect().say("whole none " + positions.get(19)).awaitLine("subscribed 20");
    }

    @Test
    void whatIsTooOldIsGoneAtTheMomentItIsAskedFor() {
        Position first = publish("aged", 1, 2).get(0);
        time.advance(Duration.ofSeconds(59));
        fake.connect().say("whole aged " + first).awaitLine("msg aged 2 - m2");
        time.advance(Duration.ofSeconds(2));
        fake.connect().say("whole aged " + first).awaitLine("subscribed 2 instead");
    }

    @Test
    void anInstantIsWholeWhereTheMessageBeforeItIsKept() {
        publish("news", 1, 5);
        time.advance(Duration.ofSeconds(10));
        publish("news", 6, 15);
        fake.connect().say("whole news 5s").awaitLine("subscribed 15 instead");
        time.advance(Duration.ofSeconds(10));
        publish("news", 16, 18);
        FakeConnection client = fake.connect().say("whole news 5s");
        client.awaitLine("msg news 18 - m18");
        assertThat(client.lines().get(0)).isEqualTo("subscribed 15");
        fake.connect().say("whole fresh 5s").awaitLine("subscribed 0");
    }

    @Test
    void aLiveChannelBeginsNowAndSaysSo() {
        fake.connect().say("whole live 0").awaitLine("subscribed 0 instead");
        FakeConnection client = fake.connect().say("whole live other:7");
        client.awaitLine("subscribed 0 instead");
        broker.channel("live").publish("m").join();
        client.awaitLine("msg live 0 - m");
    }

    @Test
    void whoLagsBehindWhatIsKeptIsToldAndHearsNothingMoreOfIt() {
        Position last = publish("news", 1, 3).get(2);
        FakeConnection slow = fake.connect().say("whole news " + last, "sub other");
        slow.awaitLine("subscribed 3").awaitLine("subscribed 0");
        slow.stand();
        publishLong("news", 4, 2_000);
        slow.goOn();
        String gap = slow.awaitLineOf("gap ");
        publish("news", 2_001, 2_010);
        publish("other", 1, 1);
        slow.awaitLine("msg other 1 - m1");
        assertThat(slow.lines()).last().isEqualTo("msg other 1 - m1");
        assertThat(slow.lines().indexOf(gap)).isEqualTo(slow.lines().size() - 2);
        assertThat(broker.channel("news").presence().join()).isEmpty();
        Collector.soon(() -> assertThat(broker.stats().subscriptions()).isEqualTo(1));
        slow.say("unsub news").awaitLine("unsubscribed false");
        slow.say("whole news 2009").awaitLine("msg news 2010 - m2010");
    }

    @Test
    void whatIsTrimmedBetweenTheAnswerAndTheFirstReadIsAGapAndTheEnd() {
        publish("news", 1, 10);
        FakeConnection client = fake.connect();
        client.stand();
        client.say("ping").say("whole news 2");
        publishLong("news", 11, 2_000);
        client.goOn();
        client.awaitLineOf("gap 2 ");
        publish("news", 2_001, 2_001);
        client.say("ping");
        Collector.soon(() -> assertThat(client.lines()).last().isEqualTo("ok"));
        assertThat(client.lines().subList(0, 2)).containsExactly("ok", "subscribed 2");
        assertThat(messages(client)).isEmpty();
        Collector.soon(() -> assertThat(broker.stats().subscriptions()).isZero());
    }

    @Test
    void aDeletedChannelEndsIt() {
        publish("news", 1, 3);
        FakeConnection client = fake.connect().say("whole news 3");
        client.awaitLine("subscribed 3");
        broker.channel("news").delete().join();
        client.awaitLineOf("gap 3 ");
        publish("news", 1, 1);
        client.say("unsub news").awaitLine("unsubscribed false");
        assertThat(messages(client)).isEmpty();
    }

    @Test
    @DisplayName("L5: another epoch ends it where its client stands, who goes on from there and misses nothing")
    void anotherEpochEndsItAndNothingIsMissed() {
        PromotedStorage storage = new PromotedStorage();
        FakeListener clients = new FakeListener();
        try (Broker promoted =
                Broker.builder().storage(storage).transport(clients).build()) {
            Channel news = promoted.channel("news");
            Position last = news.publish("m1").join().position();
            FakeConnection client = clients.connect().say("whole news " + last);
            client.awaitLine("subscribed 1");
            FakeConnection other = clients.connect().say("sub news " + last);
            other.awaitLine("subscribed 1");
            storage.promote(last);
            Position next = news.publish("m2").join().position();
            assertThat(next).isEqualTo(new Position(PromotedStorage.NEXT, 2));
            other.awaitLine("msg news 2 - m2");
            assertThat(other.lines()).noneMatch(line -> line.startsWith("gap "));
            client.awaitLine("gap 1 1");
            assertThat(messages(client)).isEmpty();
            FakeConnection back = clients.connect().say("whole news " + last);
            back.awaitLine("msg news 2 - m2");
            assertThat(back.lines().get(0)).isEqualTo("subscribed 1");
            assertThat(promoted.stats().gaps()).isZero();
        }
    }

    @Test
    void whoDoesNotAskForAllGoesOnAfterAGap() {
        publish("news", 1, 30);
        FakeConnection client = fake.connect().say("sub news 5");
        client.awaitLine("msg news 30 - m30");
        assertThat(client.lines().subList(0, 2)).containsExactly("subscribed 5", "gap 5 20");
    }

    private List<Position> publish(String channel, int from, int to) {
        Channel into = broker.channel(channel);
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> into.publish("m" + i).join().position())
                .toList();
    }

    /** More than a tape and the window keep. */
    private void publishLong(String channel, int from, int to) {
        for (int i = from; i <= to; i++) {
            broker.channel(channel).publish("x".repeat(300)).join();
        }
    }

    private static List<String> messages(FakeConnection client) {
        return client.lines().stream()
                .filter(line -> line.startsWith("msg "))
                .map(line -> line.split(" ", 5)[4])
                .toList();
    }

    private static List<String> texts(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
    }
}
