package io.pushcore.engine.inbox;

import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.SeqRange;
import java.time.Duration;
import java.util.function.Consumer;

/** The numbers an inbox may give, reserved ahead. Only the turns of its inbox touch it. */
final class Numbers {
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Ground ground;
    private final Turns turns;
    private final InboxId id;
    private final long fence;
    /** Goes on with whatever waits for numbers. */
    private final Runnable goOn;
    /** Is told why there are no more numbers, for now. */
    private final Consumer<Throwable> refused;

    private long next;
    private long last;
    private boolean asked;

    Numbers(
            Ground ground,
            Turns turns,
            InboxId id,
            long fence,
            SeqRange reserved,
            Runnable goOn,
            Consumer<Throwable> refused) {
        this.ground = ground;
        this.turns = turns;
        this.id = id;
        this.fence = fence;
        this.goOn = goOn;
        this.refused = refused;
        next = reserved.first();
        last = reserved.last();
    }

    /** How many can be given now. */
    long left() {
        return last - next + 1;
    }

    /** The next number; only while some are left. */
    long take() {
        return next++;
    }

    /** Whether more are asked for. */
    boolean areAsked() {
        return asked;
    }

    /** Asks for more where few are left. */
    void reserve() {
        if (asked || left() > InboxStore.MAX_NUMBERS / 2) {
            return;
        }
        asked = true;
        long through = last + InboxStore.MAX_NUMBERS;
        ground.store()
                .reserve(id, fence, through)
                .whenComplete((done, failure) -> turns.execute(() -> {
                    asked = false;
                    if (failure == null) {
                        last = through;
                        goOn.run();
                    } else {
                        refused.accept(failure);
                        ground.time().schedule(AGAIN, () -> turns.execute(goOn));
                    }
                }));
    }
}
