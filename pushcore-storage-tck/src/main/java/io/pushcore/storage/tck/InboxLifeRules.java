package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Durability;
import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Checkpoint.Outcome;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How inboxes end, and what they outlive. */
abstract class InboxLifeRules extends InboxRules {
    InboxLifeRules() {}

    @Test
    @DisplayName("T125 a forgotten inbox is gone: its owner is fenced for ever, opened again it is new")
    void aForgottenInboxIsGone() {
        follow("ann", "news");
        open(PHONE);
        OpenedInbox old = open(ANN);
        Checkpoint late = checkpoint(ANN, old, 5, 6, moved(in(old.followed(), "news"), 9));
        await(inboxes().forget(ANN));
        await(inboxes().forget(ANN));
        await(inboxes().forget(new InboxId("nobody", "")));
        assertThat(record(late)).isEqualTo(Outcome.FENCED);
        OpenedInbox again = open(ANN);
        assertThat(again.fence()).isGreaterThan(old.fence());
        assertThat(again.numbers()).isEqualTo(range(1, NUMBERS));
        assertThat(in(again.followed(), "news")).isEqualTo(in(old.followed(), "news"));
        assertThat(record(late)).isEqualTo(Outcome.FENCED);
    }

    @Test
    @DisplayName("T126 with the last inbox of an owner the follows and marks are forgotten, those of others are not")
    void theLastInboxTakesTheFollowsWithIt() {
        writer("w").appendCount("@ann", 3);
        Position first = follow("ann", "news");
        follow("anna", "news");
        await(inboxes().mark("ann", new ReadMarks(head("@ann").epoch(), OffsetSet.of(2))));
        open(ANN);
        OpenedInbox phone = open(PHONE);
        await(inboxes().forget(ANN));
        assertThat(followed(PHONE)).isEqualTo(phone.followed());
        assertThat(await(inboxes().marks("ann")).offsets()).isEqualTo(OffsetSet.of(2));
        await(inboxes().forget(PHONE));
        assertThat(followed(PHONE)).extracting(Followed::channel).containsExactly("@ann");
        assertThat(await(inboxes().marks("ann")).offsets()).isEqualTo(OffsetSet.EMPTY);
        assertThat(await(inboxes().followers("news", "", 10))).containsExactly("anna");
        writer("v").append("news", "1");
        assertThat(follow("ann", "news")).isEqualTo(new Position(head("news").epoch(), first.offset() + 1));
    }

    @Test
    @DisplayName("T127 what was not used since an instant is forgotten and told, the longest unused first")
    void whatIsNotUsedIsForgotten() {
        follow("follower", "news");
        time.advance(Duration.ofMinutes(1));
        OpenedInbox phone = open(PHONE);
        time.advance(Duration.ofMinutes(1));
        open(ANN);
        time.advance(Duration.ofMinutes(1));
        open(new InboxId("bob", ""));
        time.advance(Duration.ofMinutes(1));
        assertThat(record(checkpoint(PHONE, phone, 0, 0))).isEqualTo(Outcome.RECORDED);
        Instant since = time.now();
        assertThat(unused(since.minus(Duration.ofMinutes(5)), 10)).isEmpty();
        assertThat(unused(since, 2)).containsExactly(new InboxId("follower", ""), ANN);
        assertThat(unused(since, 2)).containsExactly(new InboxId("bob", ""));
        assertThat(unused(since, 2)).isEmpty();
        assertThat(await(inboxes().followers("news", "", 10))).isEmpty();
        assertThat(await(inboxes().exists(PHONE))).isTrue();
        assertThat(await(inboxes().exists(ANN))).isFalse();
        time.advance(Duration.ofNanos(1_000));
        assertThat(unused(time.now(), 2)).containsExactly(PHONE);
    }

    @Test
    @DisplayName("T128 owners, devices, channels and nodes are told apart by their bytes, up to 512 of an owner")
    void namesAreBytes() {
        List<InboxId> ids = new ArrayList<>();
        for (String name : NameRules.ODD) {
            ids.add(new InboxId(name, ""));
            ids.add(new InboxId(name, "a"));
            ids.add(new InboxId("ann", name));
            ids.add(InboxId.reader(name, name));
        }
        for (InboxId id : ids) {
            String channel = NameRules.ODD.get(ids.indexOf(id) % NameRules.ODD.size());
            await(inboxes().follow(id.owner(), channel, new Position("e", ids.indexOf(id))));
        }
        for (InboxId id : ids) {
            OpenedInbox opened = await(inboxes().open(id, "node of " + id.device(), NUMBERS));
            assertThat(opened.numbers().first()).as(id.toString()).isEqualTo(1);
            record(checkpoint(id, opened, 0, 1 + ids.indexOf(id)));
        }
        for (InboxId id : ids) {
            assertThat(open(id).numbers().first()).as(id.toString()).isEqualTo(Math.max(10, 1 + ids.indexOf(id)) + 1);
        }
        await(inboxes().forget(new InboxId("a", "")));
        assertThat(await(inboxes().exists(new InboxId("a", "")))).isFalse();
        for (String near : List.of("A", "\u00e4", "a.", "a%", "%")) {
            assertThat(await(inboxes().exists(new InboxId(near, "")))).as(near).isTrue();
        }
        assertThat(await(inboxes().exists(new InboxId("a", "a")))).isTrue();
    }

    @Test
    @DisplayName("T129 opened again, or after a crash, inboxes are as recorded where the log is; else nobody has any")
    void inboxesOutliveWhatTheirLogOutlives() {
        for (boolean crash : new boolean[] {false, true}) {
            Writer writer = writer("w" + crash);
            writer.appendCount("@ann", 5);
            writer.appendCount("news", 10);
            await(inboxes().follow("ann", "news", new Position(head("news").epoch(), 0)));
            InboxId reader = InboxId.reader("news", "billing");
            follow(reader.owner(), "news");
            OpenedInbox opened = await(inboxes().open(ANN, "n1", NUMBERS));
            open(reader);
            Followed news = moved(in(opened.followed(), "news"), 5, 7, 9);
            List<Shown> shown = List.of(
                    new Shown.Run(opened.numbers().first(), "@ann", head(), 1),
                    new Shown.Gap(opened.numbers().first() + 1, "news", head(), head(), Shown.Cause.EXPIRED));
            long shownAt = head().offset();
            long last = opened.numbers().first() + 1;
            record(checkpoint(ANN, opened, 0, last, shown, news));
            await(inboxes().mark("ann", new ReadMarks(head().epoch(), OffsetSet.of(1, 3))));
            List<Followed> followed = followed(ANN);
            long version = version("ann");
            boolean survives = again(crash);
            if (!survives) {
                assertThat(await(inboxes().exists(ANN))).isFalse();
                assertThat(await(inboxes().followers("news", "", 10))).isEmpty();
                continue;
            }
            assertThat(followed(ANN)).isEqualTo(followed.stream().map(this::now).toList());
            assertThat(version("ann")).isEqualTo(version);
            assertThat(await(inboxes().marks("ann")).offsets()).isEqualTo(OffsetSet.of(1, 3));
            assertThat(await(inboxes().holder(ANN))).contains("n1");
            assertThat(await(inboxes().followers("news", "", 10))).containsExactly(reader.owner(), "ann");
            assertThat(record(checkpoint(ANN, opened, 0, last, shown, news))).isEqualTo(Outcome.RECORDED);
            OpenedInbox next = open(ANN);
            assertThat(next.fence()).isGreaterThan(opened.fence());
            assertThat(next.shown())
                    .isEqualTo(List.of(
                            new Shown.Run(opened.numbers().first(), "@ann", new Position(head().epoch(), shownAt), 1),
                            shown.get(1)));
            assertThat(next.burned()).endsWith(range(last + 1, opened.numbers().last()));
            time.advance(Duration.ofDays(1));
            assertThat(unused(time.now(), 1)).containsExactly(reader);
            await(inboxes().forget(ANN));
        }
    }

    /** Whether what was acknowledged is there again. */
    private boolean again(boolean crash) {
        if (crash) {
            crash();
            open();
            return backend().capabilities().durability() != Durability.MEMORY;
        }
        close();
        open();
        return head("news").last() > 0;
    }

    /** As it is told after a start: in the epoch of now, where what it stands for is there. */
    private Followed now(Followed before) {
        Cursor cursor = before.cursor();
        return new Followed(
                before.channel(),
                before.version(),
                new Cursor(head(before.channel()).epoch(), cursor.floor(), cursor.beyond()));
    }

    private Position head() {
        return new Position(head("@ann").epoch(), head("@ann").last());
    }

    private List<InboxId> unused(Instant since, int limit) {
        return await(inboxes().forgetUnused(since, limit));
    }
}
