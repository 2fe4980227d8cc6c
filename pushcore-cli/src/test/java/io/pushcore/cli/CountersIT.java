package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the admin port says that a broker counted, against what was counted outside of it: by clients, and on the wire. */
@Timeout(120)
class CountersIT {
    private Crowd crowd;

    @BeforeEach
    void open() throws Exception {
        crowd = Crowd.open();
    }

    @AfterEach
    void close() throws Exception {
        crowd.close();
    }

    private Map<String, Long> stats() throws Exception {
        return Tally.of(crowd.admin("/stats"));
    }

    private Map<String, Long> metrics() throws Exception {
        return Tally.of(crowd.metrics());
    }

    /** Those of one kind, without what is nothing. */
    private static Map<String, Long> only(String kind, Map<String, Long> all) {
        Map<String, Long> some = new TreeMap<>(all);
        some.entrySet().removeIf(one -> !one.getKey().startsWith(kind) || one.getValue() == 0);
        return some;
    }

    @Test
    void theFiguresAreThoseThatSomebodyOutsideCounted() throws Exception {
        crowd.readersOfAllKindsCome();
        crowd.publishInThreeWays();
        crowd.allHaveHeard();
        crowd.repeatsAndGaps();
        crowd.refusalsOverHttp();
        crowd.refusalsOnLines();
        crowd.refusalsOfWebSockets();
        crowd.refusalsAndFailuresInTheProcess();
        crowd.oneIsSentAway();
        crowd.halfOfTheReadersLeave();
        Map<String, Long> outside = crowd.tally().figures();
        await().untilAsserted(() -> {
            Map<String, Long> bytes = crowd.bytes();
            assertThat(stats()).containsAllEntriesOf(outside).containsAllEntriesOf(bytes);
            assertThat(metrics()).containsAllEntriesOf(outside).containsAllEntriesOf(bytes);
        });
        for (String kind : new String[] {"errors.", "commands.", "transports."}) {
            assertThat(only(kind, stats())).as("nothing else").isEqualTo(only(kind, outside));
            assertThat(only(kind, metrics())).as("nothing else").isEqualTo(only(kind, outside));
        }
    }

    @Test
    void whatASlowReaderHasNotTakenIsWhatItIsSaidToBeBehind() throws Exception {
        long messages = 600;
        Ear slow = crowd.readsSlowly();
        for (int i = 0; i < messages; i++) {
            crowd.broker().channel("bulk").publish("x".repeat(32 << 10)).join();
        }
        await().untilAsserted(() -> {
            JsonValue stats = crowd.admin("/stats");
            long behind = messages - stats.number("delivered");
            assertThat(behind).isPositive();
            assertThat(stats.of("slowReaders").elements()).isNotEmpty();
            JsonValue reader = stats.of("slowReaders").elements().get(0);
            assertThat(reader.number("behind")).isEqualTo(behind);
            assertThat(reader.of("channel").text()).isEqualTo("bulk");
            JsonValue session =
                    crowd.admin("/sessions").of("sessions").elements().get(0);
            assertThat(session.number("behind")).isEqualTo(behind);
            assertThat(session.of("id").text()).isEqualTo(reader.of("session").text());
            assertThat(metrics()).containsEntry("slowestReaderBehind", behind);
        });
        crowd.slowReaderGoesOn();
        await().untilAsserted(() -> assertThat(slow.count("^msg bulk ")).isEqualTo(messages));
        await().untilAsserted(() -> {
            assertThat(stats()).containsEntry("delivered", messages).containsAllEntriesOf(crowd.bytes());
            assertThat(metrics()).containsEntry("slowestReaderBehind", 0L);
        });
    }
}
