package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.ManualTime;
import io.pushcore.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("L14: messages that wait for each other travel together, in one frame where the form gathers them")
@Timeout(60)
class GatheringTest {
    private static final Duration WITHIN = Duration.ofSeconds(1);

    private final FakeListener fake = new FakeListener();
    private final ManualTime time = ManualTime.create();
    private final Broker broker = Broker.builder()
            .transport(fake)
            .time(time)
            .executor(Runnable::run)
            .channels("tens", ChannelRules.live().mergeUpTo(10, WITHIN))
            .channels("hundreds", ChannelRules.live().mergeUpTo(100, WITHIN))
            .channels("at.once", ChannelRules.live().mergeUpTo(10, Duration.ZERO))
            .channels("kept", ChannelRules.keep(1_000).mergeUpTo(10, WITHIN))
            .build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(1));
    }

    @Test
    void aFullBatchLeavesAtOnceAndWhatIsBeyondItWaitsForItsTime() {
        FakeConnection anna = reader("tens");
        FakeConnection bert = reader("tens");
        publish("tens", 1, 25);
        assertThat(frames(anna)).containsExactly(frame(1, 10), frame(11, 20));
        time.advance(Duration.ofMillis(999));
        assertThat(frames(anna)).hasSize(2);
        time.advance(Duration.ofMillis(1));
        assertThat(frames(anna)).containsExactly(frame(1, 10), frame(11, 20), frame(21, 25));
        assertThat(frames(bert)).isEqualTo(frames(anna));
        assertThat(broker.stats().encodings()).as("each once for both").isEqualTo(25);
    }

    @Test
    void theTimeBeginsWithTheFirstOfEachBatch() {
        FakeConnection anna = reader("tens");
        publish("tens", 1, 9);
        time.advance(Duration.ofMillis(900));
        publish("tens", 10, 10);
        assertThat(frames(anna)).containsExactly(frame(1, 10));
        publish("tens", 11, 11);
        time.advance(Duration.ofMillis(999));
        assertThat(frames(anna))
                .as("the time of the first batch is over, not that of the second")
                .hasSize(1);
        time.advance(Duration.ofMillis(1));
        assertThat(frames(anna)).containsExactly(frame(1, 10), frame(11, 11));
    }

    @Test
    void whoComesInTheMiddleOfABatchHasWhatCameAfterThatWithTheOthers() {
        FakeConnection anna = reader("tens");
        publish("tens", 1, 3);
        FakeConnection bert = reader("tens");
        publish("tens", 4, 5);
        bert.say("ping").awaitLine("ok");
        assertThat(frames(bert)).as("what else is written takes nothing along").isEmpty();
        time.advance(WITHIN);
        assertThat(frames(anna)).containsExactly(frame(1, 5));
        assertThat(frames(bert)).containsExactly(frame(4, 5));
        publish("tens", 6, 15);
        assertThat(frames(anna)).endsWith(frame(6, 15));
        assertThat(frames(bert)).endsWith(frame(6, 15));
        assertThat(broker.stats().encodings()).isEqualTo(15);
    }

    @Test
    void aFrameHasOnePieceHoweverTheTapeIsCut() {
        FakeConnection anna = reader("hundreds");
        FakeConnection bert = reader("hundreds");
        for (int round = 0; round < 20; round++) {
            publish("hundreds", round * 100_000 + 100_001, round * 100_000 + 100_100, "x".repeat(300));
            // a lane that lags by more than the tape reads pages
            fake.settle();
        }
        assertThat(frames(anna).stream().map(frame -> items(frame).size()))
                .hasSize(20)
                .containsOnly(100);
        assertThat(frames(bert).equals(frames(anna))).isTrue();
        assertThat(broker.stats().encodings()).isEqualTo(2_000);
    }

    @Test
    void aTurnIsNotLongerThanItMayBe() {
        FakeConnection anna = reader("hundreds");
        publish("hundreds", 100_001, 100_100, "x".repeat(2_000));
        assertThat(frames(anna).stream().map(String::length))
                .hasSizeGreaterThan(2)
                .allMatch(length -> length < 65_600);
        assertThat(frames(anna).stream().mapToInt(frame -> items(frame).size()).sum())
                .isEqualTo(100);
    }

    @Test
    void withoutTimeNothingWaitsAndFramesAreBounded() {
        FakeConnection anna = reader("at.once");
        publish("at.once", 1, 1);
        assertThat(frames(anna)).containsExactly(frame(1, 1));
        anna.stand();
        publish("at.once", 2, 2);
        fake.settle();
        publish("at.once", 3, 27);
        anna.goOn();
        assertThat(frames(anna)).containsExactly(frame(1, 1), frame(2, 2), frame(3, 12), frame(13, 22), frame(23, 27));
    }

    @Test
    void whatIsReadFromTheLogStandsInFramesToo() {
        FakeConnection anna = reader("kept");
        publish("kept", 1, 25);
        FakeConnection late = fake.connect(new GatheringDialect()).say("sub kept 0");
        late.awaitLine(frame(1, 10));
        assertThat(frames(late)).as("the rest waits for its batch").containsExactly(frame(1, 10), frame(11, 20));
        publish("kept", 26, 30);
        assertThat(frames(late)).endsWith(frame(11, 20), frame(21, 30));
        assertThat(frames(anna)).endsWith(frame(21, 30));
    }

    @Test
    void whatWaitsIsShownWhenTheBrokerCloses() {
        FakeConnection anna = reader("tens");
        publish("tens", 1, 3);
        assertThat(frames(anna)).isEmpty();
        broker.close(Duration.ofSeconds(2));
        assertThat(frames(anna)).containsExactly(frame(1, 3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void batchesAreThoseOfAModel(long seed) {
        Random random = new Random(seed);
        FakeConnection anna = reader("tens");
        List<String> expected = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        int next = 1;
        long now = 0;
        long leavesAt = 0;
        for (int step = 0; step < 200; step++) {
            if (random.nextBoolean()) {
                int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 35 : 4);
                for (int i = next; i < next + count; i++) {
                    leavesAt = open.isEmpty() ? now + 1_000 : leavesAt;
                    open.add(i);
                    if (open.size() == 10) {
                        expected.add(frame(open.get(0), i));
                        open.clear();
                    }
                }
                publish("tens", next, next + count - 1);
                next += count;
            } else {
                int millis = random.nextInt(700);
                now += millis;
                time.advance(Duration.ofMillis(millis));
                if (!open.isEmpty() && leavesAt <= now) {
                    expected.add(frame(open.get(0), open.get(open.size() - 1)));
                    open.clear();
                }
            }
            assertThat(frames(anna)).as("seed %d, step %d", seed, step).isEqualTo(expected);
        }
        assertThat(broker.stats().encodings()).isEqualTo(next - 1);
    }

    private FakeConnection reader(String channel) {
        return fake.connect(new GatheringDialect()).say("sub " + channel).awaitLine("subscribed 0");
    }

    private void publish(String channel, int from, int to) {
        publish(channel, from, to, "");
    }

    private void publish(String channel, int from, int to, String more) {
        Channel there = broker.channel(channel);
        there.publishAll(IntStream.rangeClosed(from, to)
                        .mapToObj(i -> Publication.of(i + more))
                        .toList())
                .join();
    }

    private static String frame(int from, int to) {
        String items = IntStream.rangeClosed(from, to)
                .mapToObj(Integer::toString)
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        return items.length() + "[" + items + "]";
    }

    private static List<String> items(String frame) {
        return List.of(
                frame.substring(frame.indexOf('[') + 1, frame.length() - 1).split(","));
    }

    /** What came so far. */
    private List<String> frames(FakeConnection reader) {
        fake.settle();
        fake.settle();
        return reader.lines().stream().filter(line -> line.endsWith("]")).toList();
    }
}
