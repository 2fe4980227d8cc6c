package io.pushcore.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void theSameSeedGivesTheSameFaults() {
        assertThat(faults("seed=7", 50)).isEqualTo(faults("seed=7", 50)).isNotEqualTo(faults("seed=8", 50));
    }

    @Test
    void eachFaultComesInEachRound() {
        Options options = options("seed=7");
        assertThat(EnumSet.copyOf(faults("seed=7", options.faults().size()))).isEqualTo(options.faults());
    }

    @Test
    void itGoesOnUntilEachHasComeSoOften() {
        Options options = options("kills=200", "pauses=100", "partitions=50");
        Plan plan = new Plan(options, new Random(1));
        int kills = 0;
        int partitions = 0;
        while (!plan.isDone()) {
            Fault fault = plan.next();
            kills += fault == Fault.KILL ? 1 : 0;
            partitions += fault.option().startsWith("partition-") ? 1 : 0;
        }
        assertThat(kills).isBetween(200, 220);
        assertThat(partitions).isBetween(50, 90);
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        assertThatThrownBy(() -> options("faults=kill,flood")).hasMessageContaining("unknown fault: flood");
        assertThatThrownBy(() -> options("sed=1")).hasMessageContaining("unknown: sed=1");
    }

    @Test
    void aShortRunHasShortFaults() {
        assertThat(options("minutes=4").longest(Duration.ofMinutes(1), new Random(1)))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(options("minutes=60").longest(Duration.ofMinutes(1), new Random(1)))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void someFaultsOfAShortRunMayBeLong() {
        Options options = options("minutes=4", "long-one-in=5");
        Random random = new Random(1);
        List<Duration> longest = Stream.generate(() -> options.longest(Duration.ofMinutes(1), random))
                .limit(100)
                .toList();
        assertThat(longest).containsOnly(Duration.ofSeconds(10), Duration.ofMinutes(1));
        assertThat(longest).filteredOn(Duration.ofMinutes(1)::equals).hasSizeBetween(10, 30);
    }

    private static List<Fault> faults(String word, int count) {
        Options options = options(word);
        Plan plan = new Plan(options, new Random(options.seed()));
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            faults.add(plan.next());
        }
        return faults;
    }

    private static Options options(String... words) {
        return Options.of(words, 1);
    }
}
