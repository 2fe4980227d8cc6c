package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose machine loses power under load: of each file only what was synced is sure to be left, and of a log any sector behind that may be missing. */
@DisplayName("L3, L4: nothing that was acknowledged is lost when the power is cut")
@EnabledOnOs(OS.LINUX)
class PowerCutsIT {
    private static final int CUTS = Integer.getInteger("pushcore.cuts", 8);
    /** Beyond it nothing is to be expected any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(120 + 20L * CUTS);

    @TempDir
    Path directory;

    private final long seed = Long.getLong("pushcore.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whatWasAcknowledgedIsThereAfterEachCut() {
        assertTimeoutPreemptively(PATIENCE, this::cutAndCheck);
    }

    private void cutAndCheck() throws Exception {
        System.out.println("seed " + seed);
        PowerCut power = PowerCut.in(directory);
        SureLoad load = new SureLoad(random);
        HastyLoad hasty = new HastyLoad();
        Path data = directory.resolve("data");
        Map<String, String> environment = new HashMap<>(power.environment());
        Path rules = Files.writeString(directory.resolve("rules"), HastyLoad.RULES);
        environment.put("PUSHCORE_CONFIG", rules.toString());
        long gone = 0;
        for (int cut = 0; cut < CUTS; cut++) {
            try (MortalBroker broker = MortalBroker.start(data, List.of(), environment)) {
                load.check(broker.port());
                hasty.check(broker.port());
                CompletableFuture<Void> ended = hasty.run(broker.port());
                load.run(broker.port(), broker, 1 + random.nextInt(2_000));
                ended.join();
            }
            gone += power.cut(data, random);
        }
        readAll(load, data, power);
        assertThat(gone).as("bytes that were written and not synced").isPositive();
        System.out.println(CUTS + " cuts, " + gone + " bytes gone, " + load + "; " + hasty);
    }

    @Test
    @DisplayName("nor after a sync that failed, though a later one of the same file would say otherwise")
    void whatWasAcknowledgedIsThereAfterASyncThatFailedAndACut() {
        assertTimeoutPreemptively(PATIENCE, this::failCutAndCheck);
    }

    private void failCutAndCheck() throws Exception {
        System.out.println("seed " + seed);
        PowerCut power = PowerCut.in(directory);
        SureLoad load = new SureLoad(random);
        Path data = directory.resolve("data");
        for (int cut = 0; cut < CUTS / 2; cut++) {
            try (MortalBroker broker = MortalBroker.start(data, List.of(), power.environment())) {
                load.check(broker.port());
                load.run(broker.port(), broker, 200 + random.nextInt(2_000), power::failNextSync);
            }
            assertThat(power.hasFailed()).isTrue();
            power.cut(data, random);
        }
        readAll(load, data, power);
        System.out.println(CUTS / 2 + " cuts after failed syncs, " + load);
    }

    /** After the last cut all that was acknowledged is there, and shown. */
    private static void readAll(SureLoad load, Path data, PowerCut power) throws Exception {
        try (MortalBroker broker = MortalBroker.start(data, List.of(), power.environment())) {
            load.check(broker.port());
            load.readAll(broker.port());
            assertThat(broker.end()).isZero();
        }
    }
}
