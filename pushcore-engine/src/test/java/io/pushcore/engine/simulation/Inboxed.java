package io.pushcore.engine.simulation;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the storage holds of every inbox, told at the moment it is recorded, and the {@link InboxCheck} of each. */
final class Inboxed {
    /** What is recorded of one. */
    static final class Kept {
        InboxCheck check;
        /** How often it was opened or forgotten. */
        long openings;

        long fence;
        long acknowledged;
        long last;
        List<Shown> shown = List.of();
        List<SeqRange> burned = List.of();
        /** Whether something happened to it since it was opened for which numbers may be burned. */
        boolean disturbed;
        /** Where it began in its owner's own log. */
        @Nullable
        Position start;

        boolean begun;
        /**
         * Whether its last opening is of somebody whom nobody here has heard of: a broker that is gone or replaced, or a call whose
         * answer came to nobody. Who had it before serves it until its next checkpoint is refused; what it shows meanwhile is burned,
         * and only its acknowledgements are lost (I2, I6), so that it is not judged.
         */
        boolean openedUnheard;

        /** What a broker that was replaced has numbered and recorded: it may not have heard what is followed. */
        final Set<Shown> shownByOld = new HashSet<>();

        Kept(InboxCheck check) {
            this.check = check;
        }

        boolean wasNumberedByOld(InboxWorld world, Message message) {
            return shownByOld.stream()
                    .filter(Shown.Run.class::isInstance)
                    .map(Shown.Run.class::cast)
                    .anyMatch(run -> run.channel().equals(message.channel())
                            && world.truth.areOfOneLife(run.channel(), run.first(), message.position())
                            && run.first().offset() <= message.offset()
                            && message.offset() < run.first().offset() + run.count());
        }

        boolean isAcknowledged(long seq) {
            return seq <= last
                    && shown.stream().noneMatch(each -> each.seq() <= seq && seq < each.seq() + each.count())
                    && !isIn(burned, seq);
        }
    }

    private final InboxWorld world;
    private final Map<InboxId, Kept> all = new LinkedHashMap<>();

    Inboxed(InboxWorld world) {
        this.world = world;
    }

    Map<InboxId, Kept> all() {
        return all;
    }

    Kept of(InboxId id) {
        return all.computeIfAbsent(id, unused -> new Kept(new InboxCheck(world, id)));
    }

    static boolean isIn(List<SeqRange> ranges, long seq) {
        return ranges.stream().anyMatch(range -> range.first() <= seq && seq <= range.last());
    }

    /** A call failed, or the broker did: numbers may be burned. */
    void disturbed(InboxId id) {
        of(id).disturbed = true;
    }

    void disturbedAll() {
        all.values().forEach(kept -> kept.disturbed = true);
    }

    void opened(InboxId id, OpenedInbox opened, boolean byOldBroker) {
        Kept kept = of(id);
        world.trace.say("the storage opens %s: %s", id, opened);
        world.mustBe(opened.fence() > kept.fence, "a fence was given twice: %d for %s", opened.fence(), id);
        if (!kept.begun) {
            kept.begun = true;
            Position[] own = new Position[1];
            opened.followed().stream()
                    .filter(one -> one.channel().equals("@" + id.owner()))
                    .forEach(one -> own[0] =
                            new Position(one.cursor().epoch(), one.cursor().floor()));
            kept.start = own[0];
        }
        boolean burnsMore = opened.numbers().first() - 1 > kept.last;
        if (burnsMore) {
            world.tally.count(InboxHappening.NUMBERS_BURNED);
            world.mustBe(
                    kept.disturbed || byOldBroker || kept.openedUnheard,
                    "I1: numbers of %s were burned, and nothing had happened: %s",
                    id,
                    opened.burned());
        }
        kept.check.burned(opened.burned());
        kept.burned = opened.burned();
        kept.last = opened.numbers().first() - 1;
        kept.fence = opened.fence();
        kept.openings++;
        kept.disturbed = byOldBroker;
        kept.openedUnheard = true;
    }

    /** Who has asked for the opening with this fence knows of it. */
    void heard(InboxId id, OpenedInbox opened) {
        Kept kept = of(id);
        if (kept.fence == opened.fence()) {
            kept.openedUnheard = false;
        }
    }

    void recorded(Checkpoint checkpoint, Checkpoint.Outcome outcome, boolean byOldBroker) {
        Kept kept = of(checkpoint.inbox());
        world.trace.say("the storage says %s to %s", outcome, checkpoint);
        if (outcome == Checkpoint.Outcome.FENCED) {
            world.tally.count(InboxHappening.CHECKPOINT_FENCED);
            return;
        }
        world.tally.count(InboxHappening.CHECKPOINT);
        world.mustBe(
                checkpoint.fence() == kept.fence, "C3: recorded behind an old fence, %d: %s", kept.fence, checkpoint);
        boolean older = checkpoint.acknowledged() < kept.acknowledged || checkpoint.last() < kept.last;
        if (older || (checkpoint.last() == kept.last && count(checkpoint.shown()) > count(kept.shown))) {
            return; // it came late and changes nothing
        }
        kept.acknowledged = checkpoint.acknowledged();
        kept.last = checkpoint.last();
        kept.shown = checkpoint.shown();
        kept.burned = checkpoint.burned();
        if (byOldBroker) {
            kept.shownByOld.addAll(checkpoint.shown());
        }
        kept.check.recorded(kept);
    }

    private static long count(List<Shown> shown) {
        return shown.stream().mapToLong(Shown::count).sum();
    }

    void forgotten(InboxId id) {
        Kept kept = of(id);
        world.tally.count(InboxHappening.FORGOTTEN);
        world.trace.say("the storage forgets %s", id);
        kept.check = new InboxCheck(world, id);
        kept.openings++;
        kept.begun = false;
        kept.acknowledged = 0;
        kept.last = 0;
        kept.shown = List.of();
        kept.burned = List.of();
        kept.start = null;
        kept.disturbed = true;
        kept.openedUnheard = true;
    }

    /** As the owner of now would have written it. */
    Checkpoint withLastFence(Checkpoint old) {
        return new Checkpoint(
                old.inbox(),
                of(old.inbox()).fence,
                old.acknowledged(),
                old.last(),
                old.shown(),
                old.burned(),
                old.moved(),
                old.release());
    }
}
