package io.pushcore.engine.inbox;

import io.pushcore.Delivery;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.SeqRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an inbox is to show, and numbers it: first again what was shown before, then what is new, channel by channel. One read is
 * under way at a time. Only the turns of the inbox touch it.
 */
final class InboxFeed {
    /** So many messages of a channel, then the next channel has its turn. */
    private static final int PAGE = 100;

    private static final long PAGE_BYTES = 256 << 10;
    private static final Duration RETRY = Duration.ofMillis(200);

    /** What becomes of reads that take a while. */
    interface Reading {
        /** Goes on with whatever waits for one. */
        void goOn();

        /** One has failed; it is repeated soon. */
        void failed(Throwable failure);
    }

    private final Ground ground;
    private final Turns turns;
    private final Places places;
    private final InboxWindow window;
    private final Numbers numbers;
    private final InboxLoad load;
    /** How many numbers may wait to be acknowledged. */
    private final int windowSize;
    /** Is told the places whose cursor may have moved. */
    private final IntConsumer moved;

    private final Reading then;

    private final Deque<InboxEvent> ready = new ArrayDeque<>();
    /** Numbers that are to be shown again. */
    private final Deque<SeqRange> again = new ArrayDeque<>();
    /** What was read for a session that is gone is read anew. */
    private int generation;

    private boolean reading;
    private boolean ended;
    private int lastPlace = -1;

    InboxFeed(
            Ground ground,
            Turns turns,
            Places places,
            InboxWindow window,
            Numbers numbers,
            int windowSize,
            IntConsumer moved,
            Reading then) {
        this.ground = ground;
        this.turns = turns;
        this.places = places;
        this.window = window;
        this.numbers = numbers;
        this.load = new InboxLoad(ground::read);
        this.windowSize = windowSize;
        this.moved = moved;
        this.then = then;
    }

    /** The next event, if one was read. */
    @Nullable
    InboxEvent poll() {
        return ready.poll();
    }

    /** Begins anew with all that is not acknowledged. */
    void restart() {
        generation++;
        ready.clear();
        again.clear();
        showAgain(window.acknowledged() + 1, window.last());
    }

    /** Reads and numbers nothing any more: its numbers are given back. */
    void end() {
        ended = true;
        ready.clear();
        again.clear();
    }

    /** Shows some numbers after what is ready. */
    void showAgain(long first, long last) {
        if (first <= last) {
            again.add(new SeqRange(first, last));
        }
    }

    /** Whether a read is under way, or numbers are awaited. */
    boolean isWaiting() {
        return reading || (numbers.left() == 0 && numbers.areAsked());
    }

    /** Whether something new may be numbered now. */
    boolean mayNumber() {
        return window.size() < windowSize && numbers.left() > 0;
    }

    /** Reads on; false if there is nothing to read now, or it is not here yet. */
    boolean fill() {
        if (reading) {
            return false;
        }
        while (!again.isEmpty()) {
            SeqRange range = again.remove();
            Run part = window.from(range.first(), range.last(), PAGE);
            if (part != null) {
                again.addFirst(new SeqRange(part.lastSeq() + 1, range.last()));
                return readAgain(part);
            }
        }
        if (!mayNumber()) {
            return false;
        }
        int place = places.nextMarked(lastPlace);
        if (place < 0) {
            return false;
        }
        lastPlace = place;
        return readNext(place);
    }

    private boolean readAgain(Run part) {
        int mine = generation;
        return read(load.again(part), events -> ready.addAll(events), () -> {
            if (mine == generation) {
                again.addFirst(new SeqRange(part.seq, part.lastSeq()));
            }
        });
    }

    private boolean readNext(int place) {
        Position from = places.position(place);
        String channel = places.channel(place);
        long version = places.version(place);
        int most = space();
        List<Message> atHand = ground.atHand(channel, from, most);
        if (atHand != null) {
            take(atHand, from.epoch());
            if (!atHand.isEmpty()) {
                Position last = atHand.get(atHand.size() - 1).position();
                moveTo(place, last);
                // there may be more of it
                places.mark(place);
            }
            return true;
        }
        return read(
                ground.read(Read.after(channel, from, most, PAGE_BYTES)),
                result -> {
                    // followed anew meanwhile it stands elsewhere, maybe at the same place
                    if (places.isUsed(place)
                            && places.version(place) == version
                            && places.channel(place).equals(channel)) {
                        found(place, result);
                    }
                },
                () -> places.mark(place));
    }

    private void found(int place, ReadResult result) {
        if (result instanceof ReadResult.Gone gone) {
            Gap gap = new Gap(places.channel(place), gone.from(), gone.to());
            long seq = numbers.take();
            window.add(seq, gap);
            ready.add(new InboxGap(seq, gap, InboxGap.Reason.TRIMMED));
            moveTo(place, gone.to());
            takeFirst(place, gone.rest());
        } else {
            take(place, (ReadResult.Found) result);
        }
    }

    /** Takes as many as there is room for: the gap took the place of a message. */
    private void takeFirst(int place, ReadResult.Found rest) {
        List<Message> messages = rest.messages();
        int room = space();
        if (messages.size() <= room) {
            take(place, rest);
            return;
        }
        if (room > 0) {
            String epoch = rest.through().epoch();
            take(messages.subList(0, room), epoch);
            moveTo(place, new Position(epoch, messages.get(room - 1).offset()));
        }
        places.mark(place);
    }

    private void take(int place, ReadResult.Found found) {
        take(found.messages(), found.through().epoch());
        moveTo(place, found.through());
        if (!found.through().equals(found.head())) {
            places.mark(place);
        }
    }

    /** How many messages may be numbered now. */
    private int space() {
        return (int) Math.min(PAGE, Math.min(windowSize - window.size(), numbers.left()));
    }

    private void moveTo(int place, Position read) {
        places.moveTo(place, read.epoch(), read.offset());
        moved.accept(place);
    }

    private void take(List<Message> messages, String epoch) {
        Instant now = ground.time().now();
        for (Message message : messages) {
            if (!message.isExpiredAt(now)) {
                long seq = numbers.take();
                window.add(seq, message, epoch);
                ready.add(new Delivery(seq, message, 0));
            }
        }
    }

    /** Reads something for this generation; says whether it is there at once. */
    private <T> boolean read(CompletionStage<T> stage, Consumer<T> take, Runnable otherwise) {
        CompletableFuture<T> answer = stage.toCompletableFuture();
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            take.accept(answer.join());
            return true;
        }
        reading = true;
        int mine = generation;
        answer.whenComplete((value, failure) -> turns.execute(() -> {
            reading = false;
            if (ended) {
                return;
            }
            if (value != null && mine == generation) {
                take.accept(value);
                then.goOn();
                return;
            }
            otherwise.run();
            if (value == null) {
                ground.warn("inbox read failed", "an inbox cannot read, reading is repeated: " + failure);
                then.failed(failure);
                ground.time().schedule(RETRY, () -> turns.execute(then::goOn));
            } else {
                then.goOn();
            }
        }));
        return false;
    }
}
