package io.pushcore.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each example, started as a reader would start it. */
class ExamplesTest {
    private static final String[] NO_ARGUMENTS = {};

    @Test
    void embeddedPrintsWhatWasPublished() throws Exception {
        assertThat(Printed.by(() -> Embedded.main(NO_ARGUMENTS))).containsExactly("hello");
    }

    @Test
    void aReaderGoesOnFromItsPositionAndIsToldOfAGap() throws Exception {
        assertThat(Printed.by(() -> FromPosition.main(NO_ARGUMENTS)))
                .containsExactly(
                        "1 10 EUR",
                        "-- back again",
                        "2 11 EUR",
                        "3 12 EUR",
                        "-- back again",
                        "gap after 1 through 6",
                        "7 16 EUR");
    }

    @Test
    void historyComesInPages() throws Exception {
        assertThat(Printed.by(() -> HistoryPages.main(NO_ARGUMENTS)))
                .containsExactly(
                        "250 messages, head 250",
                        "line 250",
                        "line 249",
                        "line 248",
                        "line 247",
                        "line 246",
                        "line 245");
    }

    @Test
    void allThreeWaysReadTheSame() throws Exception {
        assertThat(Printed.by(() -> ThreeWaysToRead.main(NO_ARGUMENTS)))
                .containsSubsequence("called: one", "called: two", "called: end, BROKER_CLOSED")
                .containsSubsequence("asked: one", "asked: two")
                .containsSubsequence("demanded: one", "demanded: two", "demanded: end")
                .hasSize(8);
    }

    @Test
    void anHourPassesAtOnce() throws Exception {
        assertThat(Printed.by(() -> ManualTimeInTests.main(NO_ARGUMENTS)))
                .containsExactly(
                        "seen: for a minute",
                        "seen: for as long as it is kept",
                        "at once: 2",
                        "after a minute: 1",
                        "after an hour: 0");
    }

    @Test
    void whoWasNotThereGetsItAll() throws Exception {
        assertThat(Printed.by(() -> OfflineUser.main(NO_ARGUMENTS)))
                .hasSize(3)
                .startsWith("online: false")
                .anyMatch(line -> line.endsWith(" welcome"))
                .anyMatch(line -> line.endsWith(" meeting at ten"))
                .noneMatch(line -> line.contains("before"));
    }

    @Test
    void whatIsNotAcknowledgedComesAgain() throws Exception {
        assertThat(Printed.by(() -> InboxAck.main(NO_ARGUMENTS)))
                .containsExactly(
                        "1 order 1",
                        "2 order 2",
                        "3 order 3",
                        "4 order 4",
                        "waiting: 1",
                        "shown before: 4",
                        "3 order 3, again");
    }

    @Test
    void whatARequestChangesReachesThePageAndThePhone() throws Exception {
        assertThat(Printed.by(() -> PublishFromRequest.main(NO_ARGUMENTS)))
                .containsExactly(
                        "shop: order 17 is packed",
                        "shop: order 17 is shipped",
                        "page: packed",
                        "page: shipped",
                        "phone: 1 packed",
                        "phone: 2 shipped",
                        "waiting for the phone: 0");
    }

    @Test
    void theLastToComeHasTheInbox() throws Exception {
        assertThat(Printed.by(() -> Takeover.main(NO_ARGUMENTS)))
                .containsExactly("laptop: closed, TAKEN_OVER", "tablet: 1 hello", "phone: 1 hello");
    }
}
