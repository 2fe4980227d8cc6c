package io.pushcore.engine;

import io.pushcore.Time;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The commands of a connection that are under way, answered in the order they came. Only its lane touches it. */
final class LinkAnswers {
    private final Counters counters;
    private final Time time;
    private final NetLink link;
    private final Deque<Slot> slots = new ArrayDeque<>(2);
    /** Whether an answer has parts to come: messages wait, for a dialect may have no way to tell them from it. */
    private boolean inParts;

    LinkAnswers(Engine engine, NetLink link) {
        this.counters = engine.counters;
        this.time = engine.time;
        this.link = link;
    }

    /** Whether no command is under way. */
    boolean isEmpty() {
        return slots.isEmpty();
    }

    boolean isInParts() {
        return inParts;
    }

    void expect(Slot slot) {
        slots.add(slot);
    }

    void forget() {
        slots.clear();
    }

    /**
     * Answers a command; it is written when all before it are answered. Runs {@code then} once the answer stands among what is
     * written next, so that what it brings follows.
     */
    void answer(Slot slot, Reply reply, @Nullable Runnable then) {
        if (link.isClosing()) {
            return;
        }
        slot.then = then;
        inParts = false;
        ready(slot, reply, time.nanoTime());
        encodeReady();
        takeTurn();
        link.input().unblock(slot);
        goOn();
    }

    /** Answers publishes together, so that they are written together; they are in a row, the last first. */
    void answerAll(Slot last) {
        if (link.isClosing()) {
            return;
        }
        long now = time.nanoTime();
        for (Slot slot = last; slot != null; slot = slot.nextSettled) {
            ready(slot, slot.told(), now);
        }
        encodeReady();
        takeTurn();
        goOn();
    }

    private void ready(Slot slot, Reply reply, long now) {
        if (reply instanceof Reply.Refused refused) {
            count(slot, refused);
        }
        if (slot.clock != null) {
            slot.clock.add(now - slot.since);
        }
        slot.reply = reply;
    }

    private void goOn() {
        if (!link.input().isDecoding()) {
            link.input().resume();
            link.output().flush();
        }
    }

    /** A publish that was on its way has been counted where it failed. */
    private void count(Slot slot, Reply.Refused refused) {
        if (slot.isTaken()) {
            return;
        }
        counters.error(refused.code());
        if (slot.command instanceof Command.Publish) {
            counters.refused.increment();
        }
    }

    private void encodeReady() {
        while (!slots.isEmpty()) {
            Slot first = slots.element();
            Reply ready = first.reply;
            if (ready == null) {
                return;
            }
            slots.remove();
            link.output().encode(first.command, ready);
            if (first.then != null) {
                first.then.run();
            }
        }
    }

    private void takeTurn() {
        Slot first = slots.peek();
        if (first != null && first.turn != null) {
            Runnable turn = first.turn;
            first.turn = null;
            turn.run();
        }
    }

    /** Runs work once all commands before this one have been answered, at once if they have. */
    void whenFirst(Slot slot, Runnable work) {
        if (slots.peek() == slot) {
            work.run();
        } else {
            slot.turn = work;
        }
    }

    /** Writes a part of an answer that has more parts; only where all commands before it have been answered. */
    void answerPart(Slot slot, Reply reply) {
        if (!link.isClosing()) {
            inParts = true;
            link.output().encode(slot.command, reply);
            link.output().flush();
        }
    }
}
