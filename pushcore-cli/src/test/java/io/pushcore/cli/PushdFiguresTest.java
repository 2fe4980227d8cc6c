package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.CommandTimes;
import io.pushcore.Stats;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The log of pushd, line by line: what is in it was written by Go, and is read by what was written for that. */
class PushdFiguresTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2017, 3, 31, 9, 5, 7);
    private static final long MINUTE = 60_000_000_000L;

    private final PushdFigures figures = new PushdFigures(5);

    /** Publishes that took a millisecond, and calls of the application that took a tenth of a second. */
    private static Stats stats(long publishes, long calls) {
        Map<String, CommandTimes> times = new TreeMap<>();
        if (publishes > 0) {
            times.put("publish", all(publishes, Duration.ofMillis(1)));
        }
        if (calls > 0) {
            times.put("call", all(calls, Duration.ofMillis(100)));
        }
        return with(times);
    }

    private static CommandTimes all(long count, Duration took) {
        return new CommandTimes(new TreeMap<>(Map.of(took, count)));
    }

    private static Stats with(Map<String, CommandTimes> times) {
        try (Broker broker = Broker.open()) {
            Stats none = broker.stats();
            return new Stats(
                    none.channels(),
                    none.subscriptions(),
                    none.connections(),
                    none.sessions(),
                    none.published(),
                    none.publishedBytes(),
                    none.repeats(),
                    none.refused(),
                    none.delivered(),
                    none.gaps(),
                    none.handlerFailures(),
                    none.inFlightBytes(),
                    none.hotWindowBytes(),
                    none.tapeBytes(),
                    none.pageBytes(),
                    none.encodings(),
                    none.frozenChannels(),
                    none.errors(),
                    none.commands(),
                    times,
                    none.transports(),
                    none.receivedBytes(),
                    none.sentBytes(),
                    none.rates(),
                    none.highestRates(),
                    none.storage(),
                    none.busyChannels(),
                    none.slowReaders(),
                    none.cluster());
        }
    }

    @Test
    void allThatIsAskedIsOneHistogramAndOneMeterInTheFormOfPushd() {
        assertThat(figures.of(stats(0, 0), NOW, 5)).startsWith("2017/03/31 09:05:07 histogram latency.call\n");
        String lines = figures.of(stats(99, 1), NOW, 5 + MINUTE);
        assertThat(lines.substring(0, lines.indexOf("latency.call.call") - 30).replace("2017/03/31 09:05:07 ", ""))
                .isEqualTo("""
                        histogram latency.call
                          count:             100
                          min:                 1
                          max:               100
                          mean:                1.99
                          stddev:              9.85
                          median:              1.00
                          75%:                 1.00
                          95%:                 1.00
                          99%:                 1.00
                          99.9%:             100.00
                        meter qps.call
                          count:             100
                          1-min rate:          1.67
                          5-min rate:          1.67
                          15-min rate:         1.67
                          mean rate:           1.67
                        """);
    }

    @Test
    void eachCommandHasItsOwnAndTheCallOfAnApplicationIsNotAllCalls() {
        assertThat(figures.of(stats(99, 1), NOW, 5 + MINUTE).lines().filter(line -> line.contains("latency")))
                .containsExactly(
                        "2017/03/31 09:05:07 histogram latency.call",
                        "2017/03/31 09:05:07 histogram latency.call.call",
                        "2017/03/31 09:05:07 histogram latency.call.publish");
    }

    @Test
    void aLaterOneCountsFromTheStartAndTellsTheTimesOfWhatCameSince() {
        assertThat(figures.of(stats(60, 1), NOW, 5 + MINUTE)).contains("max:               100\n");
        assertThat(figures.of(stats(60, 1), NOW, 5 + 2 * MINUTE))
                .doesNotContain("max:               100\n")
                .contains("mean:                0.00\n");
        // a minute without any: what is left of one a second is 1/e, e^(-1/5) and e^(-1/15) of it
        assertThat(figures.of(stats(120, 1), NOW, 5 + 3 * MINUTE).replace("2017/03/31 09:05:07 ", ""))
                .contains("max:                 1\n")
                .contains("""
                        meter qps.call.publish
                          count:             120
                          1-min rate:          0.77
                          5-min rate:          0.85
                          15-min rate:         0.94
                          mean rate:           0.67
                        """);
    }
}
