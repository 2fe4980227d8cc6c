package io.pushcore.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final int COLUMNS = 3;

    private final long seed = Long.getLong("pushcore.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void theyHoldWhatAListOfArraysHolds() {
        List<long[]> expected = new ArrayList<>();
        Rows rows = new Rows(COLUMNS, 0);
        for (int step = 0; step < 3_000; step++) {
            if (expected.isEmpty() || random.nextInt(3) > 0) {
                long[] values = {value(step), value(step), value(0)};
                int row = random.nextInt(expected.size() + 1);
                expected.add(row, values);
                rows.insert(row, values);
            } else if (random.nextBoolean()) {
                int row = random.nextInt(expected.size());
                int column = random.nextInt(COLUMNS);
                expected.get(row)[column] = value(step);
                rows.set(row, column, expected.get(row)[column]);
            } else {
                int row = random.nextInt(expected.size());
                expected.remove(row);
                rows.remove(row);
            }
            if (step % 50 == 0) {
                assertSame(rows, expected);
            }
        }
        assertSame(rows, expected);
    }

    @Test
    void rowsOfZerosCanBeWrittenLater() {
        Rows rows = new Rows(2, 3);
        assertThat(rows.get(2, 1)).isZero();
        rows.set(1, 1, Long.MAX_VALUE);
        assertThat(rows.get(1, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(rows.get(2, 1)).isZero();
        assertThat(rows.get(1, 0)).isZero();
    }

    private void assertSame(Rows rows, List<long[]> expected) {
        assertThat(rows.count()).as("-Dpushcore.seed=" + seed).isEqualTo(expected.size());
        for (int row = 0; row < expected.size(); row++) {
            for (int column = 0; column < COLUMNS; column++) {
                assertThat(rows.get(row, column)).as("-Dpushcore.seed=" + seed).isEqualTo(expected.get(row)[column]);
            }
        }
    }

    /** Of more bytes the later it is. */
    private long value(int step) {
        return random.nextLong() >>> 1 >>> Math.max(0, 62 - step / 40);
    }
}
