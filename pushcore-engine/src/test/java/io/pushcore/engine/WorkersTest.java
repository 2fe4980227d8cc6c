package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {

    @Test
    void theyGrowWhileAllOfThemStand() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch standing = new CountDownLatch(20);
        try (SystemTime time = new SystemTime();
                Workers workers = new Workers(time)) {
            for (int i = 0; i < 20; i++) {
                workers.execute(() -> {
                    standing.countDown();
                    SlowReaderCatchesUpTest.awaitQuietly(never);
                });
            }
            assertThat(standing.await(20, TimeUnit.SECONDS)).isTrue();
            CountDownLatch ran = new CountDownLatch(1);
            workers.execute(ran::countDown);
            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void afterTheEndWorkIsIgnored() {
        try (SystemTime time = new SystemTime()) {
            Workers workers = new Workers(time);
            workers.close();
            AtomicInteger ran = new AtomicInteger();
            workers.execute(ran::incrementAndGet);
            assertThat(ran).hasValue(0);
        }
    }

    @Test
    void theirEndInterruptsWhoStands() throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (SystemTime time = new SystemTime()) {
            Workers workers = new Workers(time);
            workers.execute(() -> {
                standing.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException closing) {
                    interrupted.countDown();
                }
            });
            standing.await();
            workers.close();
            assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
