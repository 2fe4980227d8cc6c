package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.ReadMarks;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What was read. */
abstract class MarkRules extends InboxRules {
    MarkRules() {}

    @Test
    @DisplayName("T123 marks are added up, whoever marks, and need no inbox")
    void marksAreAddedUp() {
        writer("w").appendCount("@ann", 400);
        assertThat(marks("ann")).isEqualTo(OffsetSet.EMPTY);
        inThreads(4, thread -> {
            for (int i = 0; i < 50; i++) {
                mark(OffsetSet.of(1 + thread + 4 * i));
            }
        });
        assertThat(marks("ann")).isEqualTo(OffsetSet.range(1, 200));
        mark(OffsetSet.EMPTY);
        mark(OffsetSet.of(150, 250));
        open(ANN);
        open(PHONE);
        mark(OffsetSet.of(260));
        assertThat(marks("ann")).isEqualTo(OffsetSet.range(1, 200).with(OffsetSet.of(250, 260)));
        assertThat(marks("bob")).isEqualTo(OffsetSet.EMPTY);
    }

    @Test
    @DisplayName("T124 what is beyond the head, or of an epoch that is over or was never, is not marked")
    void whatIsNotThereIsNotMarked() {
        writer("w").appendCount("@ann", 3);
        mark(OffsetSet.range(2, 9).with(OffsetSet.of(1L << 62)));
        assertThat(marks("ann")).isEqualTo(OffsetSet.range(2, 3));
        String epoch = head("@ann").epoch();
        await(inboxes().mark("ann", new ReadMarks(epoch + "x", OffsetSet.of(1))));
        assertThat(marks("ann")).isEqualTo(OffsetSet.range(2, 3));
        await(log().delete("@ann"));
        writer("v").appendCount("@ann", 3);
        assertThat(marks("ann")).as("of another life").isEqualTo(OffsetSet.EMPTY);
        await(inboxes().mark("ann", new ReadMarks(epoch, OffsetSet.of(1))));
        assertThat(marks("ann")).isEqualTo(OffsetSet.EMPTY);
        mark(OffsetSet.of(3));
        assertThat(marks("ann")).isEqualTo(OffsetSet.of(3));
        mark("nobody", OffsetSet.of(1));
        assertThat(marks("nobody")).isEqualTo(OffsetSet.EMPTY);
    }

    private void mark(OffsetSet offsets) {
        mark("ann", offsets);
    }

    private void mark(String user, OffsetSet offsets) {
        await(inboxes().mark(user, new ReadMarks(head("@" + user).epoch(), offsets)));
    }

    private OffsetSet marks(String user) {
        ReadMarks marks = await(inboxes().marks(user));
        assertThat(marks.epoch()).isEqualTo(head("@" + user).epoch());
        return marks.offsets();
    }
}
