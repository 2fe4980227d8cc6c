package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Checkpoint.Outcome;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an owner records. */
abstract class CheckpointRules extends InboxRules {
    private static final long FAR = 1L << 62;

    CheckpointRules() {}

    @Test
    @DisplayName("T110 what was recorded comes back as it was: numbers, runs, gaps, what was burned, cursors")
    void whatWasRecordedComesBack() {
        follow("ann", "news");
        follow("ann", "old");
        OpenedInbox opened = open(ANN);
        String epoch = head("news").epoch();
        List<Shown> shown = List.of(
                new Shown.Run(3, "news", new Position(epoch, 7), 2),
                new Shown.Gap(5, "old", new Position("x", 9), new Position(epoch, FAR), Shown.Cause.TRIMMED),
                new Shown.Gap(6, "news", new Position(epoch, 9), new Position(epoch, 12), Shown.Cause.EXPIRED),
                new Shown.Run(7, "@ann", new Position(epoch, FAR), 1_000));
        Followed news = new Followed(
                "news",
                in(opened.followed(), "news").version(),
                new Cursor(epoch, FAR, OffsetSet.of(FAR + 2).with(OffsetSet.range(FAR + 100, FAR + 300))));
        Followed own = new Followed("@ann", 0, new Cursor("another", 12, OffsetSet.of(14)));
        Checkpoint checkpoint = new Checkpoint(
                ANN, opened.fence(), 2, 1_006, shown, List.of(range(4, 4), range(8, 9)), List.of(news, own), false);
        assertThat(record(checkpoint)).isEqualTo(Outcome.RECORDED);
        assertThat(record(checkpoint)).as("again").isEqualTo(Outcome.RECORDED);
        Followed old = in(opened.followed(), "old");
        assertThat(followed(ANN)).containsExactly(own, news, old);
        OpenedInbox next = open(ANN);
        assertThat(next.acknowledged()).isEqualTo(2);
        assertThat(next.shown()).isEqualTo(shown);
        assertThat(next.burned()).containsExactly(range(4, 4), range(8, 9));
        assertThat(next.numbers().first()).isEqualTo(1_007);
        assertThat(next.followed()).containsExactly(own, news, old);
        record(checkpoint(ANN, next, 1_006, 1_006));
        assertThat(open(ANN).shown()).as("replaced").isEmpty();
    }

    @Test
    @DisplayName("T111 a cursor never goes back in its epoch; another epoch replaces it")
    void aCursorNeverGoesBack() {
        follow("ann", "news");
        OpenedInbox opened = open(ANN);
        for (String channel : List.of("@ann", "news")) {
            Followed start = in(opened.followed(), channel);
            record(checkpoint(ANN, opened, 0, 0, moved(start, 10, 12, 14, 20)));
            record(checkpoint(ANN, opened, 0, 0, moved(start, 5, 7, 16)));
            assertThat(cursor(ANN, channel)).isEqualTo(moved(start, 10, 12, 14, 16, 20));
            record(checkpoint(ANN, opened, 0, 0, moved(start, 14)));
            assertThat(cursor(ANN, channel)).isEqualTo(moved(start, 14, 16, 20));
            Followed another = moved(start, new Cursor("another", 3, OffsetSet.of(5)));
            record(checkpoint(ANN, opened, 0, 0, another));
            assertThat(cursor(ANN, channel)).isEqualTo(another);
            assertThat(await(inboxes().followed(PHONE))).as("of another inbox").contains(start);
        }
    }

    @Test
    @DisplayName("T112 a checkpoint that comes late changes nothing")
    void aLateCheckpointChangesNothing() {
        OpenedInbox opened = open(ANN);
        Position first = new Position("e", 1);
        List<Shown> shown = List.of(new Shown.Run(3, "@ann", first, 3));
        Followed own = in(opened.followed(), "@ann");
        record(checkpoint(ANN, opened, 2, 6, shown, moved(own, 2)));
        List<Shown> earlier = List.of(new Shown.Run(2, "@ann", first, 1));
        assertThat(record(checkpoint(ANN, opened, 2, 5, earlier, moved(own, 9))))
                .isEqualTo(Outcome.RECORDED);
        assertThat(record(checkpoint(ANN, opened, 1, 8, earlier, moved(own, 9))))
                .isEqualTo(Outcome.RECORDED);
        // 6 was acknowledged alone before what is recorded
        List<Shown> more = List.of(new Shown.Run(3, "@ann", first, 4));
        assertThat(record(checkpoint(ANN, opened, 2, 6, more, moved(own, 9)))).isEqualTo(Outcome.RECORDED);
        assertThat(cursor(ANN, "@ann")).isEqualTo(moved(own, 2));
        OpenedInbox next = open(ANN);
        assertThat(next.shown()).isEqualTo(shown);
        assertThat(next.acknowledged()).isEqualTo(2);
        assertThat(next.burned()).containsExactly(range(7, NUMBERS));
    }

    @Test
    @DisplayName("T113 cursors of channels that are not followed any more, or anew, are passed over")
    void cursorsOfWhatIsNotFollowedArePassedOver() {
        writer("w").appendCount("news", 5);
        follow("ann", "news");
        follow("ann", "other");
        OpenedInbox opened = open(ANN);
        Followed news = in(opened.followed(), "news");
        Followed other = in(opened.followed(), "other");
        Followed stranger = new Followed("never followed", 1, other.cursor());
        await(inboxes().unfollow("ann", "news"));
        assertThat(record(checkpoint(ANN, opened, 0, 1, moved(news, 9), stranger, moved(other, 3))))
                .isEqualTo(Outcome.RECORDED);
        assertThat(followed(ANN)).hasSize(2).contains(moved(other, 3));
        Position again =
                await(inboxes().follow("ann", "news", new Position(news.cursor().epoch(), 1)));
        record(checkpoint(ANN, opened, 0, 2, moved(news, 9)));
        Followed anew = cursor(ANN, "news");
        assertThat(anew.version()).isNotEqualTo(news.version());
        assertThat(anew.cursor().floor()).as("not that of before").isEqualTo(again.offset());
        record(checkpoint(ANN, opened, 0, 3, moved(anew, 4)));
        assertThat(cursor(ANN, "news")).isEqualTo(moved(anew, 4));
    }

    @Test
    @DisplayName("T114 a batch of many inboxes is recorded each for itself, in the order given")
    void aBatchOfManyInboxes() {
        List<Checkpoint> batch = new ArrayList<>();
        List<Outcome> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            InboxId inbox = new InboxId("user" + i, "");
            follow("user" + i, "news");
            OpenedInbox opened = open(inbox);
            boolean overtaken = i % 7 == 0;
            if (overtaken) {
                open(inbox);
            }
            expected.add(overtaken ? Outcome.FENCED : Outcome.RECORDED);
            batch.add(checkpoint(inbox, opened, i, i + 1, moved(in(opened.followed(), "news"), i)));
        }
        assertThat(await(inboxes().checkpoint(batch))).isEqualTo(expected);
        for (int i = 0; i < 500; i++) {
            assertThat(cursor(new InboxId("user" + i, ""), "news").cursor().floor())
                    .isEqualTo(i % 7 == 0 ? 0 : i);
        }
    }

    @Test
    @DisplayName("T115 of takeovers and checkpoints at once nothing is recorded behind a fence")
    void takeoversAndCheckpointsAtOnce() {
        ConcurrentSkipListMap<Long, List<Shown>> found = new ConcurrentSkipListMap<>();
        ConcurrentSkipListMap<Long, List<Shown>> recorded = new ConcurrentSkipListMap<>();
        inThreads(4, thread -> {
            for (int i = 0; i < 100; i++) {
                OpenedInbox opened = open(ANN);
                found.put(opened.fence(), opened.shown());
                long number = opened.numbers().first();
                List<Shown> mine = List.of(new Shown.Run(number, "@ann", new Position("e", thread), 1));
                if (record(checkpoint(ANN, opened, 0, number, mine)) == Outcome.RECORDED) {
                    recorded.put(opened.fence(), mine);
                }
            }
        });
        assertThat(recorded).isNotEmpty();
        found.forEach((fence, shown) -> {
            Map.Entry<Long, List<Shown>> before = recorded.lowerEntry(fence);
            assertThat(shown).isEqualTo(before == null ? List.of() : before.getValue());
        });
    }
}
