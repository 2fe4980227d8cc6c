package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Who asks for it is told who comes to its channel and who leaves it")
@Timeout(60)
class PresenceChangesTest {
    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private final FakeListener otherLane = new FakeListener();
    private final Broker broker = Broker.builder()
            .transport(fake)
            .transport(otherLane)
            .time(time)
            .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 4_000)
            .channels(ChannelRules.keep(10))
            .channels("live", ChannelRules.live())
            .authorizer(Authorizer.allowAll())
            .build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private FakeConnection user(String name, String... commands) {
        return fake.connect().say("user " + name).say(commands);
    }

    private static List<String> changes(FakeConnection client) {
        return client.lines().stream()
                .filter(line -> line.startsWith("join ") || line.startsWith("leave "))
                .toList();
    }

    private static void awaitChanges(FakeConnection client, String... changes) {
        Collector.soon(() -> assertThat(changes(client)).containsExactly(changes));
    }

    @Test
    void ofItselfAndOfOthersWhetherTheyAskOrNot() {
        FakeConnection ann = user("ann", "note room");
        awaitChanges(ann, "join room ann myself");
        assertThat(ann.lines()).containsExactly("ok", "subscribed 0", "join room ann myself");
        FakeConnection bob = user("bob", "sub room");
        FakeConnection cy = user("cy", "note room");
        awaitChanges(ann, "join room ann myself", "join room bob", "join room cy");
        bob.say("unsub room").awaitLine("unsubscribed true");
        awaitChanges(ann, "join room ann myself", "join room bob", "join room cy", "leave room bob");
        awaitChanges(cy, "join room cy myself", "leave room bob");
        assertThat(changes(bob)).isEmpty();
    }

    @Test
    void leavingIsToldHoweverItComesAbout() {
        FakeConnection ann = user("ann", "note room");
        awaitChanges(ann, "join room ann myself");
        user("bob", "sub room").hangUp();
        awaitChanges(ann, "join room ann myself", "join room bob", "leave room bob");
        user("cy", "sub room", "lost");
        Collector.soon(() -> assertThat(changes(ann)).endsWith("join room cy", "leave room cy"));
        user("dee", "sub room", "crash");
        Collector.soon(() -> assertThat(changes(ann)).endsWith("join room dee", "leave room dee"));
    }

    @Test
    void aSubscriptionThatEndsByAGapHasLeft() {
        FakeConnection ann = user("ann", "note room");
        FakeConnection bob = user("bob", "note room whole");
        awaitChanges(ann, "join room ann myself", "join room bob");
        awaitChanges(bob, "join room bob myself");
        bob.stand();
        for (int i = 0; i < 2_000; i++) {
            broker.channel("room").publish("x".repeat(300)).join();
        }
        bob.goOn();
        bob.awaitLineOf("gap ");
        Collector.soon(() -> assertThat(changes(ann)).endsWith("leave room bob"));
        user("cy", "sub room");
        Collector.soon(() -> assertThat(changes(ann)).endsWith("join room cy"));
        assertThat(changes(bob)).containsExactly("join room bob myself");
    }

    @Test
    void whoHasLeftIsToldNothingMore() {
        FakeConnection ann = user("ann", "note room");
        awaitChanges(ann, "join room ann myself");
        ann.say("unsub room").awaitLine("unsubscribed true");
        FakeConnection bob = user("bob", "note room");
        awaitChanges(bob, "join room bob myself");
        ann.say("note room");
        awaitChanges(bob, "join room bob myself", "join room ann");
        awaitChanges(ann, "join room ann myself", "join room ann myself");
    }

    @Test
    void ofOtherChannelsOfPatternsAndOfReadersInTheProcessNothingIsTold() {
        FakeConnection ann = user("ann", "note room", "note *");
        awaitChanges(ann, "join room ann myself");
        FakeConnection bob = user("bob", "sub other", "sub *", "note >");
        broker.channel("room").subscribe(new Collector()).started().join();
        bob.hangUp();
        broker.channel("room").publish("m").join();
        ann.awaitLine("msg room 1 - m");
        fake.settle();
        awaitChanges(ann, "join room ann myself");
    }

    @Test
    void whoCannotBeginNeverCame() {
        FakeConnection ann = user("ann", "note live");
        awaitChanges(ann, "join live ann myself");
        assertThat(user("bob", "sub live 7").awaitLineOf("err ")).startsWith("err NOT_RECOVERABLE");
        user("cy", "sub live");
        Collector.soon(() -> assertThat(changes(ann)).hasSize(2).endsWith("join live cy"));
    }

    @Test
    void itNeedsTheRightToSeePresence() {
        FakeListener guarded = new FakeListener();
        try (Broker strict = Broker.builder()
                .transport(guarded)
                .authorizer(Authorizer.subscribeOnly())
                .build()) {
            FakeConnection client = guarded.connect().say("note room");
            assertThat(client.awaitLineOf("err ")).startsWith("err FORBIDDEN").contains("PRESENCE");
            client.say("unsub room").awaitLine("unsubscribed false");
            client.say("sub room").awaitLine("subscribed 0");
            assertThat(strict.stats().subscriptions()).isEqualTo(1);
        }
    }

    @Test
    void whoIsSlowIsToldWhatStillIsAtHandAndHoldsUpNobody() {
        FakeConnection slow = user("slow", "note room");
        FakeConnection fast = user("fast", "note room");
        awaitChanges(slow, "join room slow myself", "join room fast");
        slow.stand();
        FakeConnection restless = user("restless");
        for (int i = 0; i < 5_000; i++) {
            restless.say("sub room", "unsub room");
        }
        restless.say("sub room");
        Collector.soon(() -> assertThat(changes(fast)).hasSize(10_002));
        assertThat(changes(slow)).hasSize(2);
        slow.goOn();
        Collector.soon(() -> assertThat(changes(slow)).hasSizeBetween(Attendance.MOST, Attendance.MOST + 5));
        assertThat(changes(slow)).endsWith("leave room restless", "join room restless");
        assertThat(slow.mostAtOnce()).isLessThanOrEqualTo(128 << 10);
    }

    @Test
    void nobodyLeavesBeforeItCameFromWhicheverLane() {
        FakeConnection ann = user("ann", "note room");
        FakeConnection afar = otherLane.connect().say("user afar", "note room");
        awaitChanges(afar, "join room afar myself");
        List<FakeConnection> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            others.add((i % 2 == 0 ? fake : otherLane).connect().say("user u" + i));
        }
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 4_000; i++) {
            others.get(random.nextInt(20)).say(random.nextBoolean() ? "sub room" : "unsub room");
        }
        others.forEach(FakeConnection::hangUp);
        Collector.soon(() -> assertThat(broker.stats().subscriptions()).isEqualTo(2));
        others.clear();
        otherLane.connect().say("user last", "sub room");
        for (FakeConnection observer : List.of(ann, afar)) {
            observer.awaitLine("join room last");
            for (int i = 0; i < 20; i++) {
                assertAlternates(changes(observer), "room u" + i);
            }
        }
    }

    private static void assertAlternates(List<String> changes, String who) {
        List<String> own =
                changes.stream().filter(line -> line.endsWith(" " + who)).toList();
        assertThat(own).isNotEmpty();
        for (int i = 0; i < own.size(); i++) {
            assertThat(own.get(i)).isEqualTo((i % 2 == 0 ? "join " : "leave ") + who);
        }
        assertThat(own).last().isEqualTo("leave " + who);
    }
}
