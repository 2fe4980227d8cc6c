package io.pushcore.engine.simulation;

import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One inbox, whichever nodes have it: what is recorded of it, and what stands under its numbers. */
final class ClusterInbox {
    final InboxId id;
    private final ClusterWorld world;
    /** What owners saw under each number that is not burned. */
    private final TreeMap<Long, InboxEvent> numbered = new TreeMap<>();

    private final Map<String, Long> numberOf = new HashMap<>();
    /** What was asked to be acknowledged by who could have it acknowledged. */
    private long askedThrough;

    private final Set<Long> askedAlone = new HashSet<>();
    /** Followed anew, what was shown by a follow that its node did not know to be over is shown again. */
    private final Set<String> unfollowed = new HashSet<>();

    private long fence;
    private long heardFence;
    private long last;
    private List<Shown> shown = List.of();
    private List<SeqRange> burned = List.of();
    private String node = "";
    private @Nullable Position start;

    ClusterInbox(ClusterWorld world, InboxId id) {
        this.world = world;
        this.id = id;
    }

    /** What the newest owner has. */
    long fence() {
        return fence;
    }

    /** What the newest owner has that knows of it: an opening may be carried out and be told to nobody. */
    long heardFence() {
        return heardFence;
    }

    void heard(OpenedInbox opened) {
        heardFence = Math.max(heardFence, opened.fence());
    }

    /** Whose it is by the storage; empty if nobody's. */
    String node() {
        return node;
    }

    /** Where it began in its owner's own log; null if it was never opened. */
    @Nullable
    Position start() {
        return start;
    }

    boolean isBurned(long seq) {
        return burned.stream().anyMatch(range -> range.first() <= seq && seq <= range.last());
    }

    /** Some number that was seen, or 0. */
    long someSeen() {
        if (numbered.isEmpty()) {
            return 0;
        }
        Long some = numbered.floorKey(world.chance.below(numbered.lastKey()) + 1);
        return some == null ? numbered.firstKey() : some;
    }

    // ---- the storage

    void opened(OpenedInbox opened, String by) {
        world.trace.say("the storage opens %s for %s: %s", id, by, opened);
        world.mustBe(opened.fence() > fence, "C3: a fence was given twice: %d for %s", opened.fence(), id);
        if (start == null) {
            start = opened.followed().stream()
                    .filter(one -> one.channel().equals("@" + id.owner()))
                    .map(one -> new Position(one.cursor().epoch(), one.cursor().floor()))
                    .findFirst()
                    .orElseThrow();
        }
        if (opened.numbers().first() - 1 > last) {
            world.tally.count(ClusterHappening.NUMBERS_BURNED);
        }
        burned = opened.burned();
        burned.forEach(range -> numbered.subMap(range.first(), true, range.last(), true)
                .entrySet()
                .removeIf(lost -> {
                    askedAlone.remove(lost.getKey());
                    if (lost.getValue() instanceof Delivery delivery) {
                        numberOf.remove(key(delivery.message()), lost.getKey());
                    }
                    return true;
                }));
        last = opened.numbers().first() - 1;
        fence = opened.fence();
        node = by;
    }

    void recorded(Checkpoint checkpoint, Checkpoint.Outcome outcome) {
        world.trace.say("the storage says %s to %s", outcome, checkpoint);
        if (outcome == Checkpoint.Outcome.FENCED) {
            world.tally.count(ClusterHappening.CHECKPOINT_FENCED);
            return;
        }
        world.mustBe(
                checkpoint.fence() == fence && !node.isEmpty(),
                "C3: recorded behind the fence %d: %s",
                fence,
                checkpoint);
        if (checkpoint.last() < last) {
            return; // it came late and changes nothing
        }
        last = checkpoint.last();
        shown = checkpoint.shown();
        burned = checkpoint.burned();
        node = checkpoint.release() ? "" : node;
        numbered.keySet().stream()
                .filter(this::isAcknowledged)
                .forEach(seq -> world.mustBe(
                        mayBeAcknowledged(seq),
                        "I3, C3: %s has %d acknowledged, and nobody who had it did that",
                        id,
                        seq));
    }

    private boolean isAcknowledged(long seq) {
        return seq <= last
                && shown.stream().noneMatch(each -> each.seq() <= seq && seq < each.seq() + each.count())
                && !isBurned(seq);
    }

    // ---- who reads

    /** Somebody asks to acknowledge, and may have it acknowledged. */
    void asked(long seq, boolean only) {
        if (only) {
            askedAlone.add(seq);
        } else {
            askedThrough = Math.max(askedThrough, seq);
        }
    }

    void unfollowed(String channel) {
        unfollowed.add(channel);
    }

    boolean wasUnfollowed(String channel) {
        return unfollowed.contains(channel);
    }

    private boolean mayBeAcknowledged(long seq) {
        return seq <= askedThrough || askedAlone.contains(seq);
    }

    /**
     * I2: a number names one message for ever, whoever shows it, unless it was burned.
     *
     * @param byOwner whether the owner of now shows it; who was the owner gives numbers that are burned, and does not know
     */
    void saw(InboxEvent event, long seq, boolean byOwner) {
        if (!byOwner && (isBurned(seq) || !numbered.containsKey(seq))) {
            return;
        }
        world.mustBe(!isBurned(seq), "I1: a burned number of %s was given again: %s", id, event);
        InboxEvent before = numbered.putIfAbsent(seq, event);
        world.mustBe(
                before == null || isSame(before, event),
                "I2: %s has two things under one number: %s, %s",
                id,
                before,
                event);
        if (event instanceof Delivery delivery) {
            Message message = delivery.message();
            Long other = numberOf.putIfAbsent(key(message), seq);
            world.mustBe(
                    other == null || other == seq || wasUnfollowed(message.channel()),
                    "I2: %s shows under another number than %d: %s",
                    id,
                    other,
                    event);
            Message stored = world.truth.at(message.channel(), message.position());
            world.mustBe(stored != null && stored.payload().equals(message.payload()), "never stored so: %s", message);
        }
    }

    /** Whether a message, or a gap it lies in, may have been acknowledged. */
    boolean mayBeAcknowledged(String channel, Position position) {
        Long seq = numberOf.get(key(channel, position));
        return (seq != null && mayBeAcknowledged(seq))
                || numbered.entrySet().stream()
                        .anyMatch(entry -> mayBeAcknowledged(entry.getKey())
                                && entry.getValue() instanceof InboxGap gap
                                && InboxCheck.covers(world.truth, gap, channel, position));
    }

    /** Who has an event at hand may see it later than that its message is gone. */
    private boolean isSame(InboxEvent before, InboxEvent event) {
        if (before instanceof InboxGap || event instanceof InboxGap) {
            return end(before).equals(end(event));
        }
        return key(((Delivery) before).message()).equals(key(((Delivery) event).message()));
    }

    private static Position end(InboxEvent event) {
        return event instanceof InboxGap gap
                ? gap.gap().to()
                : ((Delivery) event).message().position();
    }

    private static String key(Message message) {
        return key(message.channel(), message.position());
    }

    private static String key(String channel, Position position) {
        return channel + " " + position;
    }
}
