package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RateTest {
    private static final long SECOND = 1_000_000_000;

    /** As a clock of the machine may be. */
    private final long start = Long.parseLong("9223372035854775807");

    private final Rate rate = new Rate(start);

    @Test
    void aSecondsWorthComesAtOnceAndThenOneAfterTheOther() {
        for (int i = 0; i < 10; i++) {
            assertThat(rate.take(start, 10, 1)).isZero();
        }
        assertThat(rate.take(start, 10, 1)).isEqualTo(SECOND / 10);
        assertThat(rate.take(start + SECOND / 10, 10, 1)).isZero();
        assertThat(rate.take(start + SECOND / 10, 10, 1)).isEqualTo(SECOND / 10);
        long later = start + 100 * SECOND;
        for (int i = 0; i < 10; i++) {
            assertThat(rate.take(later, 10, 1)).isZero();
        }
        assertThat(rate.take(later, 10, 1)).isPositive();
    }

    @Test
    void moreThanASecondsWorthComesWhenNothingElseDid() {
        assertThat(rate.take(start, 10, 100)).isZero();
        assertThat(rate.take(start + SECOND, 10, 1)).isEqualTo(8 * SECOND + SECOND / 10);
        assertThat(rate.take(start + 9 * SECOND + SECOND / 10, 10, 1)).isZero();
    }

    @Test
    void theBoundMayChangeAtAnyMoment() {
        assertThat(rate.take(start, 1, 1)).isZero();
        assertThat(rate.take(start, 1, 1)).isEqualTo(SECOND);
        assertThat(rate.take(start + SECOND / 10, 1_000, 1)).isZero();
        assertThat(rate.add(start + SECOND, Long.MAX_VALUE, 1L << 40)).isZero();
        assertThat(rate.add(start + SECOND, 1, Long.MAX_VALUE)).isPositive();
    }

    @Test
    void whoTakesFromManyThreadsGetsNoMore() {
        AtomicInteger taken = new AtomicInteger();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int j = 0; j < 10_000; j++) {
                    taken.addAndGet(rate.take(start, 1_000, 1) == 0 ? 1 : 0);
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
        assertThat(taken).hasValue(1_000);
    }

    @Test
    void overAnyTimeNoMoreComesThanTheRateAndOneSecondsWorth() {
        long seed = Long.getLong("pushcore.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long perSecond = 1 + random.nextInt(1_000);
        long now = start;
        long taken = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(2_000_000);
            long wait = rate.take(now, perSecond, 1);
            taken += wait == 0 ? 1 : 0;
            assertThat(wait).as("seed " + seed).isLessThanOrEqualTo(SECOND / perSecond + 1);
            assertThat((double) taken)
                    .as("seed " + seed)
                    .isLessThanOrEqualTo((now - start) * (double) perSecond / SECOND + perSecond + 1);
        }
    }
}
