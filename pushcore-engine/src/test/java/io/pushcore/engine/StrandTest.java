package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StrandTest {
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final List<Throwable> failures = new ArrayList<>();
    private final Strand strand = new Strand(executor, failures::add);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void aTaskRunsAtOnceOnTheThreadThatFindsItIdle() {
        List<Thread> ran = new ArrayList<>();
        strand.execute(() -> ran.add(Thread.currentThread()));
        assertThat(ran).containsExactly(Thread.currentThread());
        assertThat(strand.isIdle()).isTrue();
    }

    @Test
    void whatATaskGivesRunsAfterItAndInOrder() {
        List<String> ran = new ArrayList<>();
        strand.execute(() -> {
            strand.execute(() -> {
                ran.add("inner");
                strand.execute(() -> ran.add("innermost"));
            });
            strand.execute(() -> ran.add("second"));
            ran.add("outer");
        });
        assertThat(ran).containsExactly("outer", "inner", "second", "innermost");
    }

    @Test
    void whoHasEnteredKeepsOthersOutAndWorksForThemWhenLeaving() {
        List<String> ran = new ArrayList<>();
        assertThat(strand.tryEnter()).isTrue();
        assertThat(strand.tryEnter()).isFalse();
        strand.execute(() -> ran.add("later"));
        assertThat(ran).isEmpty();
        strand.leave();
        assertThat(ran).containsExactly("later");
        assertThat(strand.isIdle()).isTrue();
    }

    @Test
    void aTaskThatThrowsHoldsUpNobody() {
        List<String> ran = new ArrayList<>();
        strand.execute(() -> {
            strand.execute(() -> ran.add("next"));
            throw new IllegalStateException("as the test says");
        });
        strand.execute(() -> {
            throw new StackOverflowError("as the test says");
        });
        strand.execute(() -> ran.add("last"));
        assertThat(ran).containsExactly("next", "last");
        assertThat(failures).hasSize(2);
        assertThat(strand.isIdle()).isTrue();
    }

    @Test
    void nobodyWorksForOthersForEver() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(5_000);
        List<Thread> threads = new ArrayList<>();
        strand.execute(() -> {
            for (int i = 0; i < 5_000; i++) {
                strand.execute(() -> {
                    threads.add(Thread.currentThread());
                    done.countDown();
                });
            }
        });
        done.await();
        assertThat(threads.stream().filter(Thread.currentThread()::equals).count())
                .isLessThan(1_001);
    }

    @Test
    void manyThreadsNeverMeetAndEachKeepsItsOrder() throws InterruptedException {
        int threads = 8;
        int each = 20_000;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads * each);
        int[] last = new int[threads];
        int[] disorders = new int[1];
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int me = t;
            all.add(new Thread(() -> {
                for (int i = 1; i <= each; i++) {
                    int number = i;
                    Runnable task = () -> {
                        overlaps.addAndGet(inside.incrementAndGet() - 1);
                        // plain fields: the strand must make them visible from task to task
                        disorders[0] += last[me] == number - 1 ? 0 : 1;
                        last[me] = number;
                        inside.decrementAndGet();
                        done.countDown();
                    };
                    if (i % 2 == 0 && strand.tryEnter()) {
                        try {
                            task.run();
                        } finally {
                            strand.leave();
                        }
                    } else {
                        strand.execute(task);
                    }
                }
            }));
        }
        all.forEach(Thread::start);
        for (Thread thread : all) {
            thread.join();
        }
        done.await();
        assertThat(overlaps).hasValue(0);
        assertThat(disorders[0]).isZero();
        assertThat(last).containsOnly(each);
        Collector.soon(() -> assertThat(strand.isIdle()).isTrue());
    }
}
