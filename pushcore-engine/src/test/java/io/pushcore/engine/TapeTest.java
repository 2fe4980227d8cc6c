package io.pushcore.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapeTest {
    private static final WireForm LINES = new WireForm() {
        @Override
        public String name() {
            return "lines";
        }

        @Override
        public void encode(Message message, Output out) {
            out.decimal(message.offset()).put(' ').put(message.payload()).put('\n');
        }
    };

    private final ManualTime time = ManualTime.create();
    private final Counters counters = new Counters();
    private final Encoder encoder = new Encoder(counters, new LogLines(time));
    private final SegmentPool pool = new SegmentPool(1 << 20);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everySliceHoldsExactlyTheMessagesItSays(long seed) {
        Random random = new Random(seed);
        Tape tape = new Tape(LINES, "e", 100, pool, encoder, 0);
        List<String> lines = new ArrayList<>();
        for (long offset = 101; offset <= 1_100; offset++) {
            String text = "x".repeat(random.nextInt(20) == 0 ? random.nextInt(30_000) : random.nextInt(200));
            tape.append(message(offset, text, Instant.MAX));
            lines.add(offset + " " + text + "\n");
            assertThat(tape.head()).isEqualTo(offset);
            long index = Math.max(101, offset - random.nextInt(50));
            int most = random.nextInt(70_000);
            Segment segment = tape.hold(index, time.now());
            if (segment == null) {
                assertThat(offset - index).as("the newest are at hand").isPositive();
                continue;
            }
            long through = segment.lastWithin(index, most);
            ByteBuffer slice = segment.slice(segment.startOf(index), segment.endOf(through));
            String expected = String.join("", lines.subList((int) (index - 101), (int) (through - 100)));
            assertThat(slice.remaining() <= most || through == index).isTrue();
            assertThat(UTF_8.decode(slice).toString()).isEqualTo(expected);
            if (through < segment.first + segment.count() - 1) {
                assertThat(segment.endOf(through + 1) - segment.startOf(index))
                        .as("one more would be too much")
                        .isGreaterThan(most);
            }
            segment.release();
        }
        assertThat(pool.bytes()).isLessThan(400 << 10);
        tape.cut();
        assertThat(pool.bytes()).as("all is given back").isZero();
    }

    @Test
    void whatIsHeldOutlivesTheTapeAndIsGivenBackAfterwards() {
        Tape tape = new Tape(LINES, "e", 0, pool, encoder, 0);
        tape.append(message(1, "hello", Instant.MAX));
        Segment held = tape.hold(1, time.now());
        ByteBuffer slice = held.slice(held.startOf(1), held.endOf(1));
        tape.cut();
        assertThat(tape.hold(1, time.now())).isNull();
        assertThat(pool.bytes()).isPositive();
        Tape other = new Tape(LINES, "e", 0, pool, encoder, 0);
        other.append(message(1, "other", Instant.MAX));
        assertThat(UTF_8.decode(slice).toString()).isEqualTo("1 hello\n");
        held.release();
        assertThat(held.tryHold()).isFalse();
        other.cut();
        assertThat(pool.bytes()).isZero();
    }

    @Test
    void overTheBudgetATapeHoldsNothingAndGoesOnAfterwards() {
        SegmentPool small = new SegmentPool(10_000);
        Tape tape = new Tape(LINES, "e", 0, small, encoder, 0);
        for (long offset = 1; offset <= 500; offset++) {
            tape.append(message(offset, "x".repeat(100), Instant.MAX));
            assertThat(small.bytes()).isLessThanOrEqualTo(10_000 + (16 << 10));
        }
        assertThat(tape.head()).isEqualTo(500);
        tape.cut();
        assertThat(small.bytes()).isZero();
        tape.append(message(501, "again", Instant.MAX));
        Segment segment = tape.hold(501, time.now());
        assertThat(UTF_8.decode(segment.slice(segment.startOf(501), segment.endOf(501)))
                        .toString())
                .isEqualTo("501 again\n");
        segment.release();
    }

    @Test
    void buffersThatWereGivenBackAreUsedAgainHoweverOftenThereWereTooMany() {
        SegmentPool small = new SegmentPool(8 << 10);
        for (int round = 0; round < 10; round++) {
            ByteBuffer one = small.take(0);
            ByteBuffer two = small.take(0);
            ByteBuffer three = small.take(0);
            small.give(one);
            small.give(two);
            small.give(three);
        }
        ByteBuffer spare = small.take(0);
        small.give(spare);
        assertThat(small.take(0)).isSameAs(spare);
    }

    @Test
    void aSegmentWithAnExpiredMessageIsNotRead() {
        Tape tape = new Tape(LINES, "e", 0, pool, encoder, 0);
        tape.append(message(1, "short", time.now().plusSeconds(1)));
        tape.append(message(2, "long", Instant.MAX));
        Segment segment = tape.hold(2, time.now());
        assertThat(segment).isNotNull();
        segment.release();
        time.advance(Duration.ofSeconds(2));
        assertThat(tape.hold(2, time.now())).isNull();
        tape.cut();
    }

    private static Message message(long offset, String text, Instant expires) {
        return new Message(
                "news", new Position("e", offset), Instant.EPOCH, Payload.of(text), "", Map.of(), "", expires);
    }
}
