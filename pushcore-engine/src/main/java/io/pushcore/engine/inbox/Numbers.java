package io.pushcore.engine.inbox;

import io.pushcore.storage.InboxStore;
import io.pushcore.storage.SeqRange;

/** The numbers an inbox may give, reserved ahead. Only the turns of its inbox touch it. */
final class Numbers {
    private long next;
    private long last;
    private boolean asked;

    Numbers(SeqRange reserved) {
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

    /** The number through which to reserve now, or 0 if there are enough; the caller then says {@link #reserved} or {@link #failed}. */
    long toReserve() {
        if (asked || left() > InboxStore.MAX_NUMBERS / 2) {
            return 0;
        }
        asked = true;
        return last + InboxStore.MAX_NUMBERS;
    }

    /** Whether more are asked for. */
    boolean areAsked() {
        return asked;
    }

    void reserved(long through) {
        asked = false;
        last = through;
    }

    void failed() {
        asked = false;
    }
}
