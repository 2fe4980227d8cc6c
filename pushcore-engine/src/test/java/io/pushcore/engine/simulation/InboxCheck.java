package io.pushcore.engine.simulation;

import io.pushcore.Delivery;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.SeqRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What stands under the numbers of one inbox, from its creation until it is forgotten. */
final class InboxCheck {
    private final InboxWorld world;
    private final InboxId id;
    /** What the application saw under each number that is not burned. */
    private final TreeMap<Long, InboxEvent> numbered = new TreeMap<>();

    private final Map<String, Long> numberOf = new HashMap<>();
    private final List<SeqRange> burned = new ArrayList<>();
    /** What was asked to be acknowledged. */
    private long askedThrough;

    private final Set<Long> askedAlone = new HashSet<>();
    /** In which opening it was recorded that a number is acknowledged, and a message. */
    private final Map<Long, Long> recorded = new HashMap<>();

    InboxCheck(InboxWorld world, InboxId id) {
        this.world = world;
        this.id = id;
    }

    static String key(String channel, Position position) {
        return channel + " " + position;
    }

    /** Some number the application has seen, or 0. */
    long someSeen() {
        if (numbered.isEmpty()) {
            return 0;
        }
        Long some = numbered.floorKey(world.chance.below(numbered.lastKey()) + 1);
        return some == null ? numbered.firstKey() : some;
    }

    boolean hasSeen(long seq) {
        return numbered.containsKey(seq);
    }

    /** The application asks to acknowledge. */
    void asked(long seq, boolean only) {
        if (only) {
            askedAlone.add(seq);
        } else {
            askedThrough = Math.max(askedThrough, seq);
        }
    }

    boolean mayBeAcknowledged(long seq) {
        return seq <= askedThrough || askedAlone.contains(seq);
    }

    /** These numbers were lost with a crash. */
    void burned(List<SeqRange> ranges) {
        for (SeqRange range : ranges) {
            burned.add(range);
            Map<Long, InboxEvent> lost = numbered.subMap(range.first(), true, range.last(), true);
            lost.forEach((seq, event) -> {
                askedAlone.remove(seq);
                if (event instanceof Delivery delivery) {
                    numberOf.remove(key(delivery.message()), seq);
                }
            });
            lost.clear();
        }
    }

    void recorded(Inboxed.Kept kept) {
        for (long seq : numbered.keySet()) {
            if (kept.isAcknowledged(seq) && recorded.putIfAbsent(seq, kept.openings) == null) {
                world.mustBe(mayBeAcknowledged(seq), "I3: %s has %d acknowledged, and nobody acknowledged it", id, seq);
            }
        }
    }

    /** The application sees something under a number, in a session or a list that began with an opening. */
    void saw(InboxEvent event, long seq, long opening) {
        world.mustBe(!Inboxed.isIn(burned, seq), "I1: a burned number of %s was given again: %s", id, event);
        Long when = recorded.get(seq);
        world.mustBe(when == null || when >= opening, "I2: %s shows what is recorded as acknowledged: %s", id, event);
        InboxEvent before = numbered.putIfAbsent(seq, event);
        world.mustBe(
                before == null || isSame(before, event),
                "I1: %s has two things under one number: %s, %s",
                id,
                before,
                event);
        if (event instanceof Delivery delivery) {
            Message message = delivery.message();
            Long other = numberOf.putIfAbsent(key(message), seq);
            world.mustBe(
                    other == null || other == seq, "I2: %s shows under another number than %d: %s", id, other, event);
            Message stored = world.truth.at(message.channel(), message.position());
            world.mustBe(stored != null && stored.payload().equals(message.payload()), "never stored so: %s", message);
        }
    }

    /** Whether the application may have acknowledged a message, or a gap it lies in. */
    boolean mayBeAcknowledged(String channel, Position position) {
        Long seq = numberOf.get(key(channel, position));
        return (seq != null && mayBeAcknowledged(seq))
                || numbered.entrySet().stream()
                        .anyMatch(entry -> mayBeAcknowledged(entry.getKey())
                                && entry.getValue() instanceof InboxGap gap
                                && covers(world.truth, gap, channel, position));
    }

    static boolean covers(Truth truth, InboxGap event, String channel, Position position) {
        Position from = event.gap().from();
        Position to = event.gap().to();
        if (!event.gap().channel().equals(channel)) {
            return false;
        }
        boolean isOfFrom = truth.areOfOneLife(channel, from, position);
        boolean isOfTo = truth.areOfOneLife(channel, to, position);
        boolean after = !isOfFrom || position.offset() > from.offset();
        boolean before = !isOfTo || position.offset() <= to.offset();
        return after && before && (isOfFrom || isOfTo);
    }

    /** Who has an event at hand may see it later than that its message is gone. */
    private boolean isSame(InboxEvent before, InboxEvent event) {
        if (before instanceof InboxGap gap) {
            return event instanceof InboxGap now ? isSame(gap.gap(), now.gap()) : isGapOf(gap, event);
        }
        return event instanceof InboxGap gap
                ? isGapOf(gap, before)
                : key(((Delivery) before).message()).equals(key(((Delivery) event).message()));
    }

    /** The epoch of a position that no message was given may be another one after a crash. */
    private boolean isSame(Gap one, Gap other) {
        return one.channel().equals(other.channel())
                && world.truth.isSame(one.channel(), one.from(), other.from())
                && world.truth.isSame(one.channel(), one.to(), other.to());
    }

    private boolean isGapOf(InboxGap gap, InboxEvent event) {
        Message message = ((Delivery) event).message();
        return gap.gap().channel().equals(message.channel())
                && world.truth.isSame(message.channel(), gap.gap().to(), message.position());
    }

    private static String key(Message message) {
        return key(message.channel(), message.position());
    }
}
