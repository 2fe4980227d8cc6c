package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker whose calls to the system are watched. */
@DisplayName("L3, L4: nothing is acknowledged before the sync that covers it")
@EnabledOnOs(OS.LINUX)
class SyncsIT {
    private static final int COUNT = 500;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void aSyncEndsBetweenWritingAMessageAndAcknowledgingIt(int inFlight) throws Exception {
        Path notes = directory.resolve("calls");
        SurePublisher publisher = new SurePublisher("orders", "order", inFlight);
        Path data = directory.resolve("data");
        try (MortalBroker broker = MortalBroker.start(data, Traced.into(notes), Map.of())) {
            String port = broker.port();
            CountDownLatch enough = new CountDownLatch(COUNT);
            CompletableFuture<Void> publishing = CompletableFuture.runAsync(
                    () -> publisher.publish(port, enough::countDown), task -> new Thread(task).start());
            assertThat(enough.await(120, TimeUnit.SECONDS)).isTrue();
            broker.kill();
            publishing.join();
        }
        Traced traced = Traced.of(notes);
        List<SurePublisher.Acknowledged> told = publisher.taken();
        assertThat(told).hasSizeGreaterThanOrEqualTo(COUNT);
        assertThat(told).allMatch(one -> traced.isTruthful("orders", one));
        System.out.println(inFlight + " in flight: " + told.size() + " acknowledged with " + traced.syncs() + " syncs");
        if (inFlight == 1) {
            assertThat(traced.syncs()).isGreaterThanOrEqualTo(told.size());
        }
    }
}
