package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private final Budget budget = new Budget(100);

    @Test
    void itAdmitsOneHoweverLarge() {
        assertThat(budget.fits(1_000)).isTrue();
        budget.take(1_000);
        assertThat(budget.fits(1)).isFalse();
        budget.give(1_000);
        assertThat(budget.fits(100)).isTrue();
    }

    @Test
    void whoWaitsIsToldWhenSomethingIsGivenBack() {
        List<String> told = new ArrayList<>();
        budget.take(90);
        budget.whenItFits(20, () -> told.add("first"));
        budget.whenItFits(20, () -> told.add("second"));
        assertThat(told).isEmpty();
        budget.give(50);
        assertThat(told).containsExactly("first", "second");
        budget.give(40);
        assertThat(told).hasSize(2);
    }

    @Test
    void whoComesBackWaitsForTheNextTime() {
        List<String> told = new ArrayList<>();
        budget.take(90);
        budget.whenItFits(50, new Runnable() {
            @Override
            public void run() {
                told.add("told");
                if (!budget.fits(50)) {
                    budget.whenItFits(50, this);
                }
            }
        });
        budget.give(10);
        assertThat(told).hasSize(1);
        budget.give(70);
        assertThat(told).hasSize(2);
        budget.give(10);
        assertThat(told).hasSize(2);
    }

    @Test
    void whoAsksWhenThereIsRoomIsToldAtOnce() {
        List<String> told = new ArrayList<>();
        budget.take(10);
        budget.whenItFits(20, () -> told.add("at once"));
        assertThat(told).hasSize(1);
    }
}
