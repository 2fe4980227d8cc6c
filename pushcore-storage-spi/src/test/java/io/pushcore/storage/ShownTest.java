package io.pushcore.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Position;
import org.junit.jupiter.api.Test;

class ShownTest {
    private static final Shown.Run SHOWN = new Shown.Run(100, "news", new Position("one", 5), 10);

    @Test
    void whatHoldsInAnEpochThatGoesOnIsToldInThat() {
        assertThat(SHOWN.in("two", 14)).containsExactly(new Shown.Run(100, "news", new Position("two", 5), 10));
    }

    @Test
    void whatWasLostKeepsItsNumbersAndItsEpoch() {
        assertThat(SHOWN.in("two", 7))
                .containsExactly(
                        new Shown.Run(100, "news", new Position("two", 5), 3),
                        new Shown.Run(103, "news", new Position("one", 8), 7));
    }

    @Test
    void whatIsNotThereAtAllStaysAsItIs() {
        assertThat(SHOWN.in("two", 4)).containsExactly(SHOWN);
        assertThat(SHOWN.in("two", -1)).containsExactly(SHOWN);
    }

    @Test
    void inItsOwnEpochItIsTheSame() {
        assertThat(SHOWN.in("one", 14)).containsExactly(SHOWN);
    }
}
