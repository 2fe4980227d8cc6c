package io.pushcore.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OffsetSetTest {
    private static final int ROUNDS = 300;
    /** Where sets lie: at the start, at borders of what is kept together, at the end of all numbers. */
    private static final long[] PLACES = {0, 65_000, (1L << 32) - 500, 1L << 62, Long.MAX_VALUE - 3_000};

    private final long seed = Long.getLong("pushcore.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void itIsWhatASortedSetIs() {
        int round = 0;
        try {
            for (; round < ROUNDS; round++) {
                TreeSet<Long> expected = new TreeSet<>();
                OffsetSet set = any(expected);
                assertSame(set, expected);
                assertParts(set, expected);
                TreeSet<Long> more = new TreeSet<>();
                OffsetSet both = set.with(any(more));
                assertSame(set, expected);
                more.addAll(expected);
                assertSame(both, more);
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("with -Dpushcore.seed=" + seed + " in round " + round, failure);
        }
    }

    @Test
    void setsAreEqualHoweverTheyCameAbout() {
        OffsetSet range = OffsetSet.range(1, 10_000);
        long[] single = new long[10_000];
        Arrays.setAll(single, i -> 10_000 - i);
        OffsetSet halves = OffsetSet.range(5_000, 10_000).with(OffsetSet.range(1, 5_000));
        OffsetSet cut = OffsetSet.range(0, 20_000).above(0).upTo(10_000);
        for (OffsetSet same : List.of(OffsetSet.of(single), halves, cut, OffsetSet.ofBytes(range.toBytes()))) {
            assertThat(same).isEqualTo(range).hasSameHashCodeAs(range);
            assertThat(range).isEqualTo(same);
        }
        assertThat(OffsetSet.range(1, 9_999)).isNotEqualTo(range);
        assertThat(range.above(10_000)).isEqualTo(OffsetSet.EMPTY).hasSameHashCodeAs(OffsetSet.EMPTY);
    }

    @Test
    void theLargestOffsetsAreOffsets() {
        OffsetSet set = OffsetSet.range(Long.MAX_VALUE - 2, Long.MAX_VALUE).with(OffsetSet.of(0, 1L << 62));
        assertThat(set.count()).isEqualTo(5);
        assertThat(set.countWithin(0, Long.MAX_VALUE)).isEqualTo(5);
        assertThat(set.countWithin(1, Long.MAX_VALUE - 1)).isEqualTo(3);
        assertThat(set.above(Long.MAX_VALUE)).isEqualTo(OffsetSet.EMPTY);
        assertThat(set.above(Long.MAX_VALUE - 1)).isEqualTo(OffsetSet.of(Long.MAX_VALUE));
        assertThat(set.above((1L << 62) - 1).count()).isEqualTo(4);
        assertThat(set.upTo(1L << 62)).isEqualTo(OffsetSet.of(0, 1L << 62));
        assertThat(OffsetSet.ofBytes(set.toBytes())).isEqualTo(set);
    }

    @Test
    void countingWithinOddBoundsCountsWhatIsThere() {
        OffsetSet set = OffsetSet.of(0, 5);
        assertThat(set.countWithin(0, 0)).isEqualTo(1);
        assertThat(set.countWithin(-7, 5)).isEqualTo(2);
        assertThat(set.countWithin(-7, -1)).isZero();
        assertThat(set.countWithin(5, 4)).isZero();
        assertThat(OffsetSet.EMPTY.countWithin(0, Long.MAX_VALUE)).isZero();
    }

    @Test
    void whatNoSetCanHoldIsRefused() {
        assertThatThrownBy(() -> OffsetSet.of(1, -1)).hasMessage("offset must not be negative: -1");
        assertThatThrownBy(() -> OffsetSet.range(-1, 5)).hasMessage("offset must not be negative: -1");
        assertThatThrownBy(() -> OffsetSet.range(0, 1L << 62)).hasMessageContaining("more than 4294967296 offsets");
        assertThat(OffsetSet.range(0, OffsetSet.MAX_RANGE - 1).count()).isEqualTo(1L << 32);
        assertThat(OffsetSet.range(5, 4)).isSameAs(OffsetSet.EMPTY);
    }

    @Test
    void bytesThatAreNoSetAreRefused() {
        byte[] bytes = OffsetSet.of(1, 2, 1L << 40).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> OffsetSet.ofBytes(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> OffsetSet.ofBytes(longer)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMillionInARowTakeFewBytes() {
        assertThat(OffsetSet.range(1, 1_000_000).toBytes()).hasSizeLessThan(1_000);
        assertThat(OffsetSet.range(1, 1_000_000).toString()).isEqualTo("{1,…,1000000} of 1000000");
    }

    /** Single ones and ranges around a place or two. */
    private OffsetSet any(TreeSet<Long> expected) {
        OffsetSet set = OffsetSet.EMPTY;
        for (int parts = random.nextInt(5); parts > 0; parts--) {
            long place = PLACES[random.nextInt(PLACES.length)];
            long first = place + random.nextInt(1_000);
            if (random.nextBoolean()) {
                long last = first + random.nextInt(1_500) - 10;
                set = set.with(OffsetSet.range(first, last));
                for (long offset = first; offset <= last; offset++) {
                    expected.add(offset);
                }
            } else {
                long[] single =
                        random.longs(random.nextInt(20), place, place + 3_000).toArray();
                set = set.with(OffsetSet.of(single));
                Arrays.stream(single).forEach(expected::add);
            }
        }
        return set;
    }

    private static void assertSame(OffsetSet set, TreeSet<Long> expected) {
        List<Long> all = new ArrayList<>();
        set.forEach(all::add);
        assertThat(all).isEqualTo(List.copyOf(expected));
        assertThat(set.count()).isEqualTo(expected.size());
        assertThat(set.isEmpty()).isEqualTo(expected.isEmpty());
        OffsetSet again = OffsetSet.ofBytes(set.toBytes());
        assertThat(again).isEqualTo(set).hasSameHashCodeAs(set);
    }

    private void assertParts(OffsetSet set, TreeSet<Long> expected) {
        for (int i = 0; i < 20; i++) {
            long one = place();
            long other = place();
            assertThat(set.contains(one)).isEqualTo(expected.contains(one));
            assertThat(set.countWithin(one, other))
                    .isEqualTo(
                            one > other
                                    ? 0
                                    : expected.subSet(one, true, other, true).size());
            assertSame(set.above(one), new TreeSet<>(expected.tailSet(one, false)));
            assertSame(set.upTo(one), new TreeSet<>(expected.headSet(one, true)));
        }
    }

    private long place() {
        return PLACES[random.nextInt(PLACES.length)] + random.nextInt(3_000);
    }
}
