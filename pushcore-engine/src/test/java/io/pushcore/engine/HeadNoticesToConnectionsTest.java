package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The broker works on the thread that asks, connections on their lane. */
@Timeout(60)
class HeadNoticesToConnectionsTest {
    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private final Broker broker = Broker.builder()
            .transport(fake)
            .time(time)
            .executor(Runnable::run)
            .limit(Limit.IDLE_WITHIN_MILLIS, 10_000)
            .build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void aConnectionThatTakesNothingIsToldTheNewestOnly() {
        FakeConnection anna = watcher("anna");
        anna.stand();
        for (int i = 1; i <= 5; i++) {
            broker.push("anna", "m").join();
            fake.settle();
            time.advance(Duration.ofSeconds(2));
        }
        anna.goOn();
        anna.awaitLine("head 5");
        assertThat(heads(anna)).containsExactly("head 1", "head 5");
    }

    @Test
    void whoWatchesMaySayNothingForLong() {
        FakeConnection anna = watcher("anna");
        FakeConnection quiet = fake.connect().say("user bert");
        quiet.awaitLine("ok");
        for (int i = 0; i < 60; i++) {
            time.advance(Duration.ofSeconds(1));
            fake.settle();
        }
        quiet.awaitLineOf("bye TIMEOUT");
        broker.push("anna", "m").join();
        anna.awaitLine("head 1");
    }

    @Test
    void whoAsksAgainIsAnsweredAndToldOnce() {
        FakeConnection anna = watcher("anna").say("user bert", "heads");
        Collector.soon(() -> assertThat(anna.lines()).containsExactly("ok", "heads 0", "ok", "heads 0"));
        broker.push("anna", "m").join();
        broker.push("bert", "m").join();
        anna.awaitLine("head 1");
        anna.say("noheads", "ping");
        broker.push("bert", "m").join();
        time.advance(Duration.ofSeconds(10));
        fake.settle();
        assertThat(heads(anna)).containsExactly("head 1");
    }

    private FakeConnection watcher(String user) {
        FakeConnection client = fake.connect().say("user " + user, "heads");
        return client.awaitLine("heads 0");
    }

    private static List<String> heads(FakeConnection client) {
        return client.lines().stream().filter(line -> line.startsWith("head ")).toList();
    }
}
