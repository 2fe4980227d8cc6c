package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.storage.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanTest {
    @Test
    void whatComesAfterMessagesThatExpiredAndAreDeletedIsFoundByItsTime() {
        Span expired = Span.EMPTY.plus(10, 1).plus(20, 1).plus(30, 1).from(2, offset -> null);
        assertThat(expired.first()).as("that they expired is no gap").isEqualTo(2);
        Span again = expired.plus(40, 1).plus(50, 1);
        Place.Finder places = offset -> offset > 5 ? null : new Place(Math.max(offset, 4), offset > 4 ? 50 : 40, 3);
        assertThat(again.lastUntil(39, places)).isLessThan(4);
        assertThat(again.lastUntil(40, places)).isEqualTo(4);
        assertThat(again.lastUntil(99, places)).isEqualTo(5);
    }

    /** Seeds 0 to 199: what is told without a look at messages is what a look finds. */
    @Test
    void theFirstThatIsKeptIsTheSameWithALookAndWithout() {
        int told = 0;
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Span span = Span.EMPTY;
            List<Place> places = new ArrayList<>();
            for (int offset = 1; offset <= random.nextInt(20); offset++) {
                places.add(new Place(offset, 10L * offset, span.total()));
                span = span.plus(10L * offset, 1 + random.nextInt(5));
            }
            Place.Finder finder = offset -> offset > places.size() ? null : places.get((int) offset - 1);
            Span trimmed = span.from(1 + random.nextInt(22), finder);
            Keeping keeping = Keeping.of(new Retention(
                    random.nextInt(25),
                    1 + random.nextInt(80),
                    Duration.ofNanos(random.nextInt(300)),
                    Duration.ofMinutes(1),
                    9));
            long now = random.nextInt(300);
            long first = trimmed.firstKept(keeping, now);
            if (first != Span.UNKNOWN) {
                told++;
                assertThat(first)
                        .as("seed " + seed)
                        .isEqualTo(trimmed.kept(keeping, now, finder).first());
            }
        }
        assertThat(told).isGreaterThan(50);
    }
}
