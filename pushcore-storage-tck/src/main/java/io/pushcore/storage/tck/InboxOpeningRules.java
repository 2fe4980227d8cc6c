package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Checkpoint.Outcome;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.StorageException.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who owns an inbox, and which numbers it may give. */
abstract class InboxOpeningRules extends InboxRules {
    InboxOpeningRules() {}

    @Test
    @DisplayName("T100 each opening has a higher fence; the first number is 1, and no number is reserved twice")
    void eachOpeningHasAHigherFence() {
        OpenedInbox first = open(ANN);
        assertThat(first.numbers()).isEqualTo(range(1, NUMBERS));
        assertThat(first.acknowledged()).isZero();
        assertThat(first.shown()).isEmpty();
        assertThat(first.burned()).isEmpty();
        OpenedInbox other = open(PHONE);
        assertThat(other.numbers()).as("of another inbox").isEqualTo(range(1, NUMBERS));
        OpenedInbox second = await(inboxes().open(ANN, "node", InboxStore.MAX_NUMBERS));
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(second.numbers()).isEqualTo(range(NUMBERS + 1, NUMBERS + InboxStore.MAX_NUMBERS));
        for (int numbers : new int[] {0, -1, InboxStore.MAX_NUMBERS + 1}) {
            assertThatThrownBy(() -> await(inboxes().open(ANN, "node", numbers)))
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
        assertThat(record(checkpoint(ANN, second, 0, NUMBERS))).isEqualTo(Outcome.RECORDED);
    }

    @Test
    @DisplayName("T101 of many openings at once each has numbers of its own, and one owns the inbox")
    void manyOpeningsHaveOneOwner() {
        Queue<OpenedInbox> all = new ConcurrentLinkedQueue<>();
        inThreads(8, thread -> {
            for (int i = 0; i < 10; i++) {
                all.add(await(inboxes().open(ANN, "node" + thread, 1 + thread)));
            }
        });
        List<OpenedInbox> openings =
                all.stream().sorted(Comparator.comparing(OpenedInbox::fence)).toList();
        long next = 1;
        long fence = Long.MIN_VALUE;
        for (OpenedInbox opened : openings) {
            assertThat(opened.fence()).isGreaterThan(fence);
            assertThat(opened.numbers().first()).isEqualTo(next);
            fence = opened.fence();
            next = opened.numbers().last() + 1;
        }
        for (OpenedInbox opened : openings) {
            boolean owner = opened.fence() == fence;
            assertThat(record(checkpoint(ANN, opened, 0, opened.numbers().first() - 1)))
                    .isEqualTo(owner ? Outcome.RECORDED : Outcome.FENCED);
        }
    }

    @Test
    @DisplayName("T102 what comes behind an old fence is refused and changes nothing")
    void anOldFenceIsRefused() {
        writer("w").appendCount("@ann", 5);
        OpenedInbox old = open(ANN);
        Followed log = in(old.followed(), "@ann");
        record(checkpoint(ANN, old, 1, 2, moved(log, 1)));
        OpenedInbox now = open(ANN);
        Checkpoint late = new Checkpoint(ANN, old.fence(), 5, 9, List.of(), List.of(), List.of(moved(log, 4)), true);
        Checkpoint unknown = new Checkpoint(ANN, now.fence() + 1, 5, 9, List.of(), List.of(), List.of(), false);
        Checkpoint never = new Checkpoint(PHONE, now.fence(), 0, 0, List.of(), List.of(), List.of(), false);
        Checkpoint good = checkpoint(ANN, now, 1, NUMBERS, moved(log, 2));
        assertThat(await(inboxes().checkpoint(List.of(late, unknown, good, never, late))))
                .containsExactly(Outcome.FENCED, Outcome.FENCED, Outcome.RECORDED, Outcome.FENCED, Outcome.FENCED);
        assertThat(faultOf(inboxes().reserve(ANN, old.fence(), 30))).isEqualTo(Fault.FENCED);
        assertThat(faultOf(inboxes().reserve(PHONE, now.fence(), 30))).isEqualTo(Fault.FENCED);
        assertThat(await(inboxes().exists(PHONE))).isFalse();
        OpenedInbox next = open(ANN);
        assertThat(next.numbers()).isEqualTo(range(2 * NUMBERS + 1, 3 * NUMBERS));
        assertThat(next.acknowledged()).isEqualTo(1);
        assertThat(in(next.followed(), "@ann").cursor().floor()).isEqualTo(2);
        assertThat(await(inboxes().checkpoint(List.of()))).isEmpty();
    }

    @Test
    @DisplayName("T103 what was reserved and neither recorded nor given back is burned")
    void whatIsNeitherRecordedNorGivenBackIsBurned() {
        OpenedInbox first = open(ANN);
        record(checkpoint(ANN, first, 2, 4));
        OpenedInbox second = open(ANN);
        assertThat(second.burned()).containsExactly(range(5, 10));
        assertThat(second.numbers()).isEqualTo(range(11, 20));
        OpenedInbox third = open(ANN);
        assertThat(third.burned()).as("all before its own").satisfies(burned -> assertCovers(burned, 5, 20));
        record(checkpoint(ANN, third, 2, 22));
        OpenedInbox fourth = open(ANN);
        assertCovers(fourth.burned().subList(0, fourth.burned().size() - 1), 5, 20);
        assertThat(fourth.burned()).endsWith(range(23, 30));
        Checkpoint mended = new Checkpoint(ANN, fourth.fence(), 30, 31, List.of(), List.of(), List.of(), false);
        assertThat(record(mended)).isEqualTo(Outcome.RECORDED);
        assertThat(open(ANN).burned()).containsExactly(range(32, 40));
    }

    @Test
    @DisplayName("T104 released numbers are given again, those that others may have given are not")
    void releasedNumbersAreGivenAgain() {
        OpenedInbox first = open(ANN);
        Checkpoint last = release(checkpoint(ANN, first, 0, 3));
        assertThat(record(last)).isEqualTo(Outcome.RECORDED);
        assertThat(record(last)).as("nobody owns it any more").isEqualTo(Outcome.FENCED);
        assertThat(faultOf(inboxes().reserve(ANN, first.fence(), 9))).isEqualTo(Fault.FENCED);
        OpenedInbox second = open(ANN);
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(second.numbers()).isEqualTo(range(4, 13));
        assertThat(second.burned()).isEmpty();
        OpenedInbox third = open(ANN);
        record(release(checkpoint(ANN, third, 0, third.numbers().first() - 1)));
        OpenedInbox fourth = open(ANN);
        assertThat(fourth.numbers()).as("the second may have shown its own").isEqualTo(range(14, 23));
        assertThat(fourth.burned()).containsExactly(range(4, 13));
    }

    @Test
    @DisplayName("T105 more numbers are reserved up to one, once however often that is asked")
    void moreNumbersAreReserved() {
        OpenedInbox opened = open(ANN);
        await(inboxes().reserve(ANN, opened.fence(), 25));
        await(inboxes().reserve(ANN, opened.fence(), 25));
        await(inboxes().reserve(ANN, opened.fence(), 7));
        assertThatThrownBy(() -> await(inboxes().reserve(ANN, opened.fence(), 26 + InboxStore.MAX_NUMBERS)))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        record(checkpoint(ANN, opened, 0, 18));
        OpenedInbox next = open(ANN);
        assertThat(next.burned()).containsExactly(range(19, 25));
        assertThat(next.numbers()).isEqualTo(range(26, 35));
        await(inboxes().reserve(ANN, next.fence(), 40));
        record(release(checkpoint(ANN, next, 0, 28)));
        assertThat(open(ANN).numbers()).isEqualTo(range(29, 38));
    }

    @Test
    @DisplayName("T106 the node that opened an inbox holds it until it is released, opened elsewhere or forgotten")
    void theHolderIsTold() {
        assertThat(await(inboxes().holder(ANN))).isEmpty();
        assertThat(await(inboxes().exists(ANN))).isFalse();
        assertThat(await(inboxes().open(ANN, "n1", 1)).heldBy()).isEmpty();
        OpenedInbox opened = await(inboxes().open(ANN, "n2", 1));
        assertThat(opened.heldBy()).contains("n1");
        assertThat(await(inboxes().holder(ANN))).contains("n2");
        assertThat(await(inboxes().holder(PHONE))).isEmpty();
        record(release(checkpoint(ANN, opened, 0, 1)));
        assertThat(await(inboxes().holder(ANN))).isEmpty();
        assertThat(await(inboxes().exists(ANN))).isTrue();
        assertThat(await(inboxes().open(ANN, "n1", 1)).heldBy()).isEmpty();
        await(inboxes().forget(ANN));
        assertThat(await(inboxes().holder(ANN))).isEmpty();
        assertThat(await(inboxes().exists(ANN))).isFalse();
    }

    @Test
    @DisplayName("T107 a new inbox stands before the oldest kept of its own log, and where each follow took effect")
    void aNewInboxStandsWhereThingsBegin() {
        Writer writer = writer("w");
        writer.appendCount("news", 3);
        Position effect = follow("ann", "news");
        writer.appendCount("news", 2);
        writer.keep(keep(4)).appendCount("@ann", 10);
        Position start = new Position(head("@ann").epoch(), 6);
        List<Followed> expected = List.of(at("@ann", 0, start), at("news", version("ann"), effect));
        assertThat(open(ANN).followed()).isEqualTo(expected);
        writer.appendCount("@ann", 3);
        assertThat(open(ANN).followed())
                .as("opened again it stands where it stood")
                .isEqualTo(expected);
        assertThat(in(open(PHONE).followed(), "@ann").cursor().floor())
                .as("another device begins later")
                .isEqualTo(9);
    }

    @Test
    @DisplayName("T108 a reader of a channel has no log of its own, and stands where it was told to")
    void aReaderHasNoLogOfItsOwn() {
        writer("w").appendCount("news", 5);
        writer("v").appendCount("@$news billing", 1);
        InboxId billing = InboxId.reader("news", "billing");
        InboxId audit = InboxId.reader("news", "audit");
        Position start = new Position(head("news").epoch(), 2);
        assertThat(await(inboxes().follow(billing.owner(), "news", start))).isEqualTo(start);
        Position end = follow(audit.owner(), "news");
        assertThat(open(billing).followed()).containsExactly(at("news", version(billing.owner()), start));
        assertThat(open(audit).followed()).containsExactly(at("news", version(audit.owner()), end));
        assertThat(await(inboxes().followers("news", "", 10))).containsExactly(audit.owner(), billing.owner());
    }

    private static Followed at(String channel, long version, Position position) {
        return new Followed(channel, version, new Cursor(position.epoch(), position.offset(), OffsetSet.EMPTY));
    }

    /** Whether ranges are exactly these numbers, in their order. */
    private static void assertCovers(List<? extends SeqRange> ranges, long first, long last) {
        List<Long> numbers = new ArrayList<>();
        for (SeqRange range : ranges) {
            for (long number = range.first(); number <= range.last(); number++) {
                numbers.add(number);
            }
        }
        List<Long> expected = new ArrayList<>();
        for (long number = first; number <= last; number++) {
            expected.add(number);
        }
        assertThat(numbers).isEqualTo(expected);
    }
}
