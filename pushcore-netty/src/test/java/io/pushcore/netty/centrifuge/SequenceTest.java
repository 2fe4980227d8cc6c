package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests overtake each other; commands do not. */
final class SequenceTest {
    private final Sequence sequence = new Sequence();

    @Test
    void commandsAreCountedFromTheFirst() {
        add(5, 6, 7);
        assertThat(ready()).containsExactly(5L, 6L, 7L);
        assertThat(sequence.isWaiting()).isFalse();
    }

    @Test
    void aCommandWaitsForTheOnesBeforeIt() {
        add(1, 4, 3);
        assertThat(ready()).containsExactly(1L);
        assertThat(sequence.isWaiting()).isTrue();
        add(2);
        assertThat(ready()).containsExactly(2L, 3L, 4L);
        assertThat(sequence.isWaiting()).isFalse();
    }

    @Test
    void whatHasNoIdWaitsForNobody() {
        add(1, 3, 0);
        assertThat(ready()).containsExactly(1L, 0L);
    }

    @Test
    void nobodyWaitsForEver() {
        add(1, 7, 4, 5);
        sequence.waitNoLonger();
        assertThat(ready()).containsExactly(1L, 4L, 5L, 7L);
        add(8, 2, 3);
        assertThat(ready()).containsExactly(8L, 2L, 3L);
    }

    @Test
    void whatCameTwiceRunsTwice() {
        add(1, 3, 3, 1, 2);
        assertThat(ready()).containsExactly(1L, 3L, 1L, 2L, 3L);
    }

    @Test
    void onlySoManyWait() {
        add(1);
        for (long id = 3; id <= 3 + Sequence.MOST_HELD; id++) {
            assertThat(ready()).hasSize(id == 3 ? 1 : 0);
            add(id);
        }
        assertThat(ready()).hasSize(Sequence.MOST_HELD + 1).isSorted();
    }

    @Test
    void onlySoManyBytesWait() {
        add(1);
        sequence.add(command(4, Sequence.MOST_HELD_BYTES));
        assertThat(ready()).containsExactly(1L, 4L);
        add(6);
        assertThat(ready()).isEmpty();
    }

    @Test
    void whateverTheOrderTheyComeInTheyRunInTheirs() {
        for (int seed = 0; seed < 200; seed++) {
            List<Long> ids = new ArrayList<>();
            for (long id = 2; id < 30; id++) {
                ids.add(id);
            }
            Collections.shuffle(ids, new Random(seed));
            Sequence shuffled = new Sequence();
            shuffled.add(command(1));
            ids.forEach(id -> shuffled.add(command(id)));
            assertThat(ready(shuffled)).as("seed %d", seed).hasSize(29).isSorted();
        }
    }

    private void add(long... ids) {
        for (long id : ids) {
            sequence.add(command(id));
        }
    }

    private List<Long> ready() {
        return ready(sequence);
    }

    private static List<Long> ready(Sequence sequence) {
        List<Long> ready = new ArrayList<>();
        Fields next;
        while ((next = sequence.next()) != null) {
            ready.add(Requests.id(next));
        }
        return ready;
    }

    private static Fields command(long id) {
        return command(id, 0);
    }

    private static Fields command(long id, int spaces) {
        String text = id == 0 ? "{\"send\":{}}" : "{\"id\":" + id + "}";
        byte[] json = (text + " ".repeat(spaces)).getBytes(UTF_8);
        return Fields.of(json, 0, json.length);
    }
}
