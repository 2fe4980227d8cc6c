package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("R7: heartbeats, every 25 seconds, to be answered within 10")
@Timeout(60)
class HeartbeatTest {
    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private final CompletableFuture<Authorizer.Decision> decision = new CompletableFuture<>();
    private final Broker broker = Broker.builder()
            .transport(fake)
            .time(time)
            .authorizer((who, action, channel) ->
                    channel.equals("asked") ? decision : CompletableFuture.completedFuture(Authorizer.Decision.allow()))
            .build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void noneComeBeforeTheCodecWantsThem() {
        FakeConnection client = fake.connect().say("sub news");
        client.awaitLine("subscribed 0");
        pass(100);
        assertThat(client.lines()).doesNotContain("beat");
        client.say("beats").awaitLine("ok");
        pass(25);
        assertThat(client.lines()).doesNotContain("beat");
        pass(2);
        assertThat(beats(client)).isEqualTo(1);
    }

    @Test
    void theyComeWhateverElseIsWrittenAndWhoAnswersStays() {
        FakeConnection client = fake.connect().say("beats", "sub news");
        client.awaitLine("subscribed 0");
        for (int second = 0; second < 600; second++) {
            broker.channel("news").publish("m").join();
            // else a round may fall into the write
            settle();
            long before = beats(client);
            pass(1);
            if (beats(client) > before) {
                client.say("pong");
            }
        }
        assertThat(beats(client)).isBetween(22L, 24L);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void whoSaysNothingIsClosed() {
        FakeConnection client = fake.connect().say("beats", "sub news");
        client.awaitLine("subscribed 0");
        pass(35);
        assertThat(client.isClosed()).isFalse();
        pass(3);
        assertThat(client.awaitLineOf("bye ")).startsWith("bye NO_PONG");
        Collector.soon(() -> assertThat(client.isClosed()).isTrue());
    }

    @Test
    void anythingSaidSinceIsAnAnswerAndNothingSaidBefore() {
        FakeConnection client = fake.connect().say("beats", "sub news");
        FakeConnection early = fake.connect().say("beats", "sub news");
        for (int second = 0; second < 24; second++) {
            early.say("ping");
            pass(1);
        }
        while (beats(client) == 0) {
            pass(1);
        }
        client.say("ping");
        pass(12);
        assertThat(client.isClosed()).isFalse();
        Collector.soon(() -> assertThat(early.isClosed()).isTrue());
    }

    @Test
    void whileAWriteIsInFlightNoneIsSaidAndNoAnswerIsDue() {
        FakeConnection client = fake.connect().say("beats", "sub news");
        client.awaitLine("subscribed 0");
        pass(20);
        client.stand();
        broker.channel("news").publish("m").join();
        pass(200);
        assertThat(client.isClosed()).isFalse();
        client.goOn();
        client.awaitLine("msg news 1 - m");
        assertThat(beats(client)).isZero();
        pass(9);
        assertThat(beats(client)).isEqualTo(1);
        assertThat(client.isClosed()).isFalse();
        pass(4);
        Collector.soon(() -> assertThat(client.isClosed()).isTrue());
    }

    @Test
    void anAnswerIsNotDueWhileTheHeartbeatItselfIsOnItsWay() {
        FakeConnection client = fake.connect().say("beats", "sub news");
        client.awaitLine("subscribed 0");
        client.stand();
        pass(200);
        assertThat(client.isClosed()).isFalse();
        client.goOn();
        client.awaitLine("beat");
        pass(9);
        assertThat(client.isClosed()).isFalse();
        client.say("pong");
        pass(9);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void whileTheBrokerItselfDoesNotReadTheyAreSaidAndNoAnswerIsDue() {
        FakeConnection client = fake.connect().say("beats");
        client.awaitLine("ok");
        while (beats(client) == 0) {
            pass(1);
        }
        client.say("sub asked");
        assertThat(client.isReading()).isFalse();
        pass(300);
        assertThat(beats(client)).isGreaterThan(10);
        assertThat(client.isClosed()).isFalse();
        decision.complete(Authorizer.Decision.allow());
        client.awaitLine("subscribed 0");
        pass(9);
        assertThat(client.isClosed()).isFalse();
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aCodecThatFailsLosesItsOwnConnectionOnly() {
        FakeConnection broken = fake.connect().say("broken");
        FakeConnection other = fake.connect().say("beats");
        pass(27);
        assertThat(broken.awaitLineOf("bye ")).startsWith("bye INTERNAL");
        other.awaitLine("beat");
    }

    private static long beats(FakeConnection client) {
        return client.lines().stream().filter("beat"::equals).count();
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            time.advance(Duration.ofSeconds(1));
            settle();
        }
    }

    /** Lets the lane come to what it was given, and to what that gave it. */
    private void settle() {
        fake.settle();
        fake.settle();
    }
}
