package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed under load, again and again, over one directory. */
@DisplayName("L1, L2, L5, I1 to I4: nothing that was acknowledged is lost when the broker is killed")
@EnabledOnOs({OS.LINUX, OS.MAC})
class KillsIT {
    private static final int KILLS = Integer.getInteger("pushcore.kills", 25);
    /** Beyond it nothing is to be expected any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(120 + 20L * KILLS);

    @TempDir
    Path directory;

    private final long seed = Long.getLong("pushcore.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whatWasAcknowledgedIsThereAfterEachKill() {
        assertTimeoutPreemptively(PATIENCE, this::killAndCheck);
    }

    private void killAndCheck() throws Exception {
        System.out.println("seed " + seed);
        SureLoad load = new SureLoad(random);
        Path data = directory.resolve("data");
        for (int kill = 0; kill < KILLS; kill++) {
            try (MortalBroker broker = MortalBroker.start(data, List.of(), Map.of())) {
                if (random.nextInt(8) == 0) {
                    // while it starts
                    broker.endsWithin(random.nextInt(700));
                } else {
                    load.check(broker.port());
                    load.run(broker.port(), broker, 1 + random.nextInt(2_000));
                }
                broker.kill();
            }
        }
        try (MortalBroker broker = MortalBroker.start(data, List.of(), Map.of())) {
            load.check(broker.port());
            load.readAll(broker.port());
            assertThat(broker.end()).isZero();
        }
        try (MortalBroker broker = MortalBroker.start(data, List.of(), Map.of())) {
            load.check(broker.port());
            load.isRead(broker.port());
            assertThat(broker.end()).isZero();
        }
        System.out.println(KILLS + " kills, " + load);
    }
}
