package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void waitsGrowToABoundAndBeginAnew() {
        Backoff backoff = new Backoff(new Random(3));
        assertThat(backoff.next()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(backoff.next()).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        IntStream.range(0, 50).forEach(i -> backoff.next());
        assertThat(backoff.next()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void twoClientsDoNotComeBackTogether() {
        assertThat(new Backoff(new Random(1)).next()).isNotEqualTo(new Backoff(new Random(2)).next());
    }
}
