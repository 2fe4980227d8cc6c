package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CommandTimesTest {
    private static final Duration FIRST = Duration.ofMillis(1);
    private static final Duration THIRD = Duration.ofMillis(3);
    private static final Duration LAST = Duration.ofMillis(100);

    private final CommandTimes times = new CommandTimes(new TreeMap<>(Map.of(FIRST, 90L, THIRD, 9L, LAST, 1L)));

    @Test
    void nothingIsZero() {
        assertThat(CommandTimes.NONE.count()).isZero();
        assertThat(List.of(
                        CommandTimes.NONE.min(),
                        CommandTimes.NONE.max(),
                        CommandTimes.NONE.mean(),
                        CommandTimes.NONE.deviation(),
                        CommandTimes.NONE.percentile(99.9)))
                .containsOnly(Duration.ZERO);
    }

    @Test
    void theyAreSummedUp() {
        assertThat(times.count()).isEqualTo(100);
        assertThat(times.min()).isEqualTo(FIRST);
        assertThat(times.max()).isEqualTo(LAST);
        assertThat(times.mean()).isEqualTo(Duration.ofNanos(2_170_000));
        // 90 by (1-2.17)², 9 by (3-2.17)², 1 by (100-2.17)²
        assertThat(times.deviation()).isBetween(Duration.ofNanos(9_840_000), Duration.ofNanos(9_850_000));
    }

    @Test
    void aPercentileIsWhatSoManyTookAtMost() {
        assertThat(times.percentile(50)).isEqualTo(FIRST);
        assertThat(times.percentile(90)).isEqualTo(FIRST);
        assertThat(times.percentile(95)).isEqualTo(THIRD);
        assertThat(times.percentile(99)).isEqualTo(THIRD);
        assertThat(times.percentile(99.9)).isEqualTo(LAST);
    }

    @Test
    void whatCameSinceIsToldApartAndAllKindsAreAddedUp() {
        CommandTimes before = new CommandTimes(new TreeMap<>(Map.of(FIRST, 90L, THIRD, 4L)));
        assertThat(times.since(before)).isEqualTo(new CommandTimes(new TreeMap<>(Map.of(THIRD, 5L, LAST, 1L))));
        assertThat(times.since(CommandTimes.NONE)).isEqualTo(times);
        assertThat(CommandTimes.sum(List.of(before, times.since(before)))).isEqualTo(times);
    }
}
