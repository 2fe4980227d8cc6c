package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.BrokerState;
import io.pushcore.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("R6: closing tells connections to reconnect, but not all in one moment")
@Timeout(60)
class DrainTest {
    private static final Duration STEP = Duration.ofMillis(50);

    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private final Broker broker = Broker.builder().transport(fake).time(time).build();
    private List<FakeConnection> clients = List.of();

    @Test
    void aThousandAreToldWithinASecondSomeAtATime() throws Exception {
        connect(1_000);
        Thread closer = close(Duration.ofSeconds(60));
        List<Integer> counts = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
            counts.add(told().size());
            pass(STEP);
        }
        assertThat(counts)
                .isEqualTo(
                        IntStream.rangeClosed(1, 20).mapToObj(step -> step * 50).toList());
        assertEnds(closer);
    }

    @Test
    void theyAreToldInNoOrder() throws Exception {
        connect(1_000);
        Thread closer = close(Duration.ofSeconds(60));
        pass(STEP.multipliedBy(9));
        assertThat(told()).hasSize(500);
        assertThat(told().stream().filter(client -> client < 500)).hasSizeBetween(150, 350);
        pass(Duration.ofSeconds(1));
        assertEnds(closer);
    }

    @Test
    void halfOfTheDeadlineIsTheMostItTakes() throws Exception {
        connect(12_000);
        Thread closer = close(Duration.ofSeconds(20));
        for (int second = 1; second < 10; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(told()).as("after %d s", second).hasSizeBetween(second * 1_200, second * 1_200 + 100);
        }
        pass(Duration.ofSeconds(1));
        assertEnds(closer);
    }

    @Test
    void fewAreToldAtOnce() {
        connect(50);
        long began = System.nanoTime();
        broker.close(Duration.ofSeconds(60));
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(told()).hasSize(50);
    }

    @Test
    void noneIsToldAfterTheDeadlineAlsoIfTheTimeStandsStill() {
        connect(500);
        long began = System.nanoTime();
        broker.close(Duration.ofSeconds(2));
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(told()).hasSize(500);
        assertThat(clients).allMatch(FakeConnection::isClosed);
    }

    @Test
    void anOperatorsDrainIsSpreadOverItsTimeAndTheBrokerGoesOn() {
        connect(200);
        CompletableFuture<Void> gone = broker.drain(Duration.ofSeconds(10));
        for (int second = 1; second < 10; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(told()).as("after %d s", second).hasSizeBetween(second * 20, second * 20 + 2);
            assertThat(gone).isNotDone();
        }
        FakeConnection late = fake.connect();
        fake.settle();
        assertThat(late.lines()).contains("bye CLOSED broker is closing; reconnect");
        assertThat(broker.state()).isEqualTo(BrokerState.DRAINING);
        pass(Duration.ofSeconds(1));
        pass(STEP.multipliedBy(2));
        assertThat(gone).succeedsWithin(Duration.ofSeconds(10));
        assertThat(told()).hasSize(200);
        assertThat(broker.channel("news").publish("on").join().position().offset())
                .isEqualTo(1);
        assertThat(broker.drain(Duration.ofHours(1))).succeedsWithin(Duration.ofSeconds(10));
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void whoDoesNotGoIsCutThreeSecondsLater() {
        connect(1);
        clients.get(0).stand();
        CompletableFuture<Void> gone = broker.drain(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(5));
        assertThat(gone).succeedsWithin(Duration.ofSeconds(10));
        assertThat(clients.get(0).isClosed()).isTrue();
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void aDrainThatTheEndOfTheBrokerOvertakesIsOver() {
        connect(200);
        CompletableFuture<Void> gone = broker.drain(Duration.ofHours(1));
        broker.close(Duration.ofSeconds(2));
        assertThat(gone).succeedsWithin(Duration.ofSeconds(10));
    }

    private void connect(int count) {
        clients = IntStream.range(0, count).mapToObj(i -> fake.connect()).toList();
    }

    private Thread close(Duration within) {
        Thread closer = new Thread(() -> broker.close(within), "closer");
        closer.start();
        Collector.soon(() -> assertThat(told()).isNotEmpty());
        fake.settle();
        return closer;
    }

    private void pass(Duration duration) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(STEP)) {
            time.advance(STEP);
            fake.settle();
        }
    }

    /** The numbers of those who have heard. */
    private List<Integer> told() {
        return IntStream.range(0, clients.size())
                .filter(i -> clients.get(i).lines().contains("bye CLOSED broker is closing; reconnect"))
                .boxed()
                .toList();
    }

    /** All were told, and nothing else is waited for. */
    private void assertEnds(Thread closer) throws InterruptedException {
        closer.join(10_000);
        assertThat(closer.isAlive()).isFalse();
        assertThat(told()).hasSize(clients.size());
    }
}
