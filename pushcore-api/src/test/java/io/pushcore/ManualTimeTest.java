package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
    private static final Instant START = Instant.parse("2031-02-03T04:05:06Z");

    private final ManualTime time = ManualTime.at(START);
    private final List<String> ran = new ArrayList<>();

    @Test
    void itStandsStillUntilItIsAdvanced() {
        assertThat(time.now()).isEqualTo(START);
        long before = time.nanoTime();
        time.advance(Duration.ofMillis(1500));
        assertThat(time.now()).isEqualTo(START.plusMillis(1500));
        assertThat(time.nanoTime() - before).isEqualTo(1_500_000_000L);
    }

    @Test
    void dueWorkRunsInItsOrderBeforeAdvanceReturns() {
        after(3, "three");
        after(1, "one");
        after(2, "two");
        after(1, "one again");
        after(9, "later");
        time.advance(Duration.ofSeconds(5));
        assertThat(ran).containsExactly("1 one", "1 one again", "2 two", "3 three");
        assertThat(time.now()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void whatDueWorkSchedulesRunsTooIfItIsDue() {
        time.schedule(Duration.ofSeconds(1), () -> {
            after(1, "second");
            after(5, "too late");
            after(0, "at once");
        });
        time.advance(Duration.ofSeconds(3));
        assertThat(ran).containsExactly("1 at once", "2 second");
        time.advance(Duration.ofSeconds(3));
        assertThat(ran).last().isEqualTo("6 too late");
    }

    @Test
    void workThatIsTakenBackDoesNotRun() {
        Time.Timer timer = time.schedule(Duration.ofSeconds(1), () -> ran.add("no"));
        after(2, "yes");
        timer.cancel();
        timer.cancel();
        time.advance(Duration.ofSeconds(2));
        timer.cancel();
        assertThat(ran).containsExactly("2 yes");
    }

    @Test
    void aStepMovesTheTimeOfDayOnly() {
        after(10, "due");
        time.stepClock(Duration.ofHours(-1));
        assertThat(time.now()).isEqualTo(START.minusSeconds(3600));
        assertThat(ran).isEmpty();
        long before = time.nanoTime();
        time.stepClock(Duration.ofDays(2));
        assertThat(time.nanoTime()).isEqualTo(before);
        time.advance(Duration.ofSeconds(10));
        assertThat(ran).hasSize(1);
    }

    @Test
    void aDelayForEverIsNeverDue() {
        time.advance(Duration.ofSeconds(1));
        time.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("never"));
        time.schedule(Duration.ofNanos(Long.MAX_VALUE), () -> ran.add("never"));
        time.advance(Duration.ofDays(36_500));
        assertThat(ran).isEmpty();
    }

    private void after(long seconds, String what) {
        time.schedule(
                Duration.ofSeconds(seconds),
                () -> ran.add(Duration.between(START, time.now()).toSeconds() + " " + what));
    }
}
