package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Figures for a disk that is full for a while. */
@Timeout(60)
class MetricsLogTest {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final AtomicInteger tries = new AtomicInteger();

    private void add(String line) throws IOException {
        int number = tries.incrementAndGet();
        if (number > 2 && number <= 20) {
            throw new IOException("No space left on device");
        }
        lines.add(line);
    }

    @Test
    void aFullDiskIsSaidOnceAndSoIsItsEndWithWhatWasLost() {
        try (Broker broker = Broker.open();
                MetricsLog log = MetricsLog.start(
                        Path.of("figures"),
                        this::add,
                        Duration.ofMillis(5),
                        MetricsLog.figures(MetricsForm.LINE, broker::stats),
                        complaints::add)) {
            assertThat(log).isNotNull();
            await().untilAsserted(() -> assertThat(lines).hasSizeGreaterThan(5));
        }
        assertThat(complaints)
                .containsExactly(
                        "figures cannot be written to figures, the broker goes on: java.io.IOException: No space left on device",
                        "figures are written to figures again; lines lost: 18");
        assertThat(lines.get(2)).as("after what may stand there in part").startsWith("\n");
        assertThat(lines.get(3)).doesNotStartWith("\n");
    }
}
