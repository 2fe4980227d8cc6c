package io.pushcore.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the check sees what it is for. */
class WhatIsNoticedTest {
    private final List<String> said = new ArrayList<>();
    private final Ledger ledger = new Ledger(new Violations(said::add), new Phases(), new Figures());
    private final Course course = new Course("reader", "news", ledger);
    private final InboxBook inbox = new InboxBook("anna", ledger);

    @Test
    void whoGetsEachMessageOnceInItsOrderIsWell() {
        ledger.acknowledged("news", new Place("e", 1), new Stamp(1, 1));
        ledger.acknowledged("news", new Place("e", 2), new Stamp(1, 2));
        course.takes(new Place("e", 1), new Stamp(1, 1));
        course.takes(new Place("e", 2), new Stamp(1, 2));
        assertThat(said).isEmpty();
        assertThat(ledger.figures.deliveries()).isEqualTo(2);
    }

    @Test
    void aHoleARepeatAndAGapAreSeen() {
        course.takes(new Place("e", 1), new Stamp(1, 1));
        course.takes(new Place("e", 3), new Stamp(1, 3));
        course.takes(new Place("e", 3), new Stamp(1, 3));
        course.gap("e:3", new Place("e", 5));
        assertThat(said).hasSize(3).allMatch(line -> line.contains("reader stood in news"));
    }

    @Test
    void aPlaceOfTwoMessagesIsSeen() {
        ledger.acknowledged("news", new Place("e", 1), new Stamp(1, 1));
        course.takes(new Place("e", 1), new Stamp(2, 1));
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("VIOLATION L5: news e:1 is 2-1 shown to reader"));
    }

    @Test
    void aPlaceThatIsAcknowledgedTwiceIsSeen() {
        ledger.acknowledged("news", new Place("e", 1), new Stamp(1, 1));
        ledger.acknowledged("news", new Place("e", 1), new Stamp(1, 1));
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("VIOLATION L1"));
    }

    @Test
    void whatADatabaseThatWasBehindDoesNotHaveMayBeAGapAndNothingElseMay() {
        for (int i = 1; i <= 4; i++) {
            ledger.acknowledged("news", new Place("e", i), new Stamp(1, i));
            course.takes(new Place("e", i), new Stamp(1, i));
        }
        ledger.book("news").forget(2);
        course.gap("e:4", new Place("f", 0));
        course.takes(new Place("e", 1), new Stamp(1, 1));
        course.takes(new Place("e", 2), new Stamp(1, 2));
        course.takes(new Place("f", 3), new Stamp(1, 9));
        assertThat(said).isEmpty();
        assertThat(ledger.book("news").forgotten()).isEqualTo(2);
        course.gap("f:3", new Place("f", 8));
        assertThat(said).hasSize(1);
    }

    @Test
    void aNumberOfTwoMessagesIsSeen() {
        inbox.takes(1, "@anna", new Place("e", 1), new Stamp(1, 1));
        inbox.opened();
        inbox.takes(1, "@anna", new Place("e", 2), new Stamp(1, 2));
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("VIOLATION I1: anna"));
    }

    @Test
    void whatWasPublishedBeforeTheFollowIsSeen() {
        inbox.follows("team", new Place("e", 3), true);
        inbox.takes(1, "team", new Place("e", 3), new Stamp(1, 3));
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("VIOLATION I7: anna"));
    }

    @Test
    void aFollowBeginsWhereItsLogSurvived() {
        for (int i = 1; i <= 4; i++) {
            ledger.acknowledged("team", new Place("e", i), new Stamp(1, i));
        }
        inbox.follows("team", new Place("e", 4), true);
        ledger.book("team").forget(2);
        ledger.acknowledged("team", new Place("f", 3), new Stamp(1, 5));
        assertThat(inbox.missing()).containsExactly("team 3");
        inbox.takes(1, "team", new Place("f", 3), new Stamp(1, 5));
        assertThat(said).isEmpty();
        inbox.takes(2, "team", new Place("e", 2), new Stamp(1, 2));
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("VIOLATION I7: anna"));
    }

    @Test
    void ofAFollowThatMayBeLostNothingIsMissing() {
        long before = System.nanoTime();
        inbox.follows("team", new Place("e", 0), true);
        ledger.lostSince(before);
        ledger.acknowledged("team", new Place("e", 1), new Stamp(1, 1));
        inbox.takes(1, "team", new Place("e", 1), new Stamp(1, 1));
        inbox.opened();
        ledger.acknowledged("team", new Place("e", 2), new Stamp(1, 2));
        assertThat(inbox.missing()).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void whatIsNotShownAndNotShownAgainIsMissing() {
        ledger.acknowledged("@anna", new Place("e", 1), new Stamp(1, 1));
        ledger.acknowledged("@anna", new Place("e", 2), new Stamp(1, 2));
        inbox.takes(1, "@anna", new Place("e", 1), new Stamp(1, 1));
        assertThat(inbox.missing()).containsExactly("@anna 2");
        inbox.takes(2, "@anna", new Place("e", 2), new Stamp(1, 2));
        assertThat(inbox.missing()).isEmpty();
        inbox.mayBeAcknowledged(1, true);
        inbox.opened();
        assertThat(inbox.isUpToDate()).isFalse();
        assertThat(inbox.missing()).hasSize(1).allMatch(line -> line.endsWith("again"));
    }
}
