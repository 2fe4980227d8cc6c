package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.StorageTimes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void nothingIsNothing() {
        assertThat(new Latencies().times()).isEqualTo(StorageTimes.NONE);
    }

    @Test
    void percentilesAreRightToAnEighthWhateverTheSize() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Latencies latencies = new Latencies();
        long[] values = new long[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong() >>> (1 + random.nextInt(62));
            latencies.add(values[i], 1);
        }
        Arrays.sort(values);
        StorageTimes times = latencies.times();
        assertThat(times.appends()).isEqualTo(10_000);
        assertThat(times.max()).isEqualTo(Duration.ofNanos(values[9_999]));
        assertNear(times.p50(), values[4_999], seed);
        assertNear(times.p99(), values[9_899], seed);
    }

    @Test
    void oneCanStandForMany() {
        Latencies latencies = new Latencies();
        latencies.add(5, 16);
        latencies.add(1_000_000, 1);
        assertThat(latencies.times().appends()).isEqualTo(17);
        assertThat(latencies.times().p50()).isEqualTo(Duration.ofNanos(5));
        assertThat(latencies.times().p99()).isEqualTo(Duration.ofNanos(1_000_000));
        assertThat(latencies.times().total()).isEqualTo(Duration.ofNanos(1_000_080));
    }

    private static void assertNear(Duration seen, long exact, long seed) {
        assertThat((double) seen.toNanos()).as("seed %d", seed).isBetween((double) exact, exact * 1.126 + 1);
    }
}
