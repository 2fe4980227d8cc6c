package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.CommandTimes;
import io.pushcore.ManualTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("How long commands take is counted by kind, until they are answered")
@Timeout(120)
class CommandTimesTest {
    private static final Duration STOOD = Duration.ofMillis(20);

    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private final FrozenStorage storage = new FrozenStorage();
    private final Broker broker =
            Broker.builder().transport(fake).storage(storage).time(time).build();
    private final FakeConnection client = fake.connect();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private void awaitAnswers(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> client.lines().size() >= count);
        fake.settle();
    }

    private Map<String, CommandTimes> times() {
        return broker.stats().commandTimes();
    }

    @Test
    void aPublishTakesAsLongAsItsStorageAndWhatIsAnsweredAtOnceNothing() {
        client.say("ping", "pub news first");
        awaitAnswers(2);
        storage.set("news", FrozenStorage.Mode.FROZEN);
        client.say("pub news stands");
        await().atMost(Duration.ofSeconds(60)).until(() -> storage.keptBack() == 1);
        assertThat(times().get("publish").count()).as("what is not answered").isEqualTo(1);
        time.advance(STOOD);
        storage.thaw("news");
        awaitAnswers(3);
        assertThat(times()).containsOnlyKeys("ping", "publish");
        assertThat(times().get("ping").max()).isZero();
        CommandTimes publishes = times().get("publish");
        assertThat(publishes.count()).isEqualTo(2);
        assertThat(publishes.min()).isZero();
        assertThat(publishes.max())
                .isBetween(
                        STOOD.multipliedBy(15).dividedBy(16),
                        STOOD.multipliedBy(17).dividedBy(16));
    }

    @Test
    void whatIsRefusedHasItsTimeToo() {
        client.say("nonsense", "ping");
        awaitAnswers(2);
        assertThat(times().values())
                .allSatisfy(times -> assertThat(times.count()).isEqualTo(1));
        assertThat(times()).containsKeys("unreadable", "ping");
    }
}
