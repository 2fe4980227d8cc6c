package io.pushcore.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes of a connection that were settled. The lane takes all there are in one turn: a storage that syncs settles many at once, and
 * to write each answer by itself costs more than all the rest. Any thread adds.
 */
final class SettledSlots {
    private final NetLink link;
    private final AtomicBoolean handedOver = new AtomicBoolean();
    private final AtomicReference<@Nullable Slot> last = new AtomicReference<>();

    SettledSlots(NetLink link) {
        this.link = link;
    }

    void add(Slot slot) {
        Slot before = last.get();
        slot.nextSettled = before;
        while (!last.compareAndSet(before, slot)) {
            before = last.get();
            slot.nextSettled = before;
        }
    }

    /** Lets the lane take them, once all that were settled together are there; at once, if this is the lane. */
    void handOver() {
        if (link.isOnLane()) {
            take();
        } else if (last.get() != null && !handedOver.get() && handedOver.compareAndSet(false, true)) {
            link.onLaneLater(this::take);
        }
    }

    private void take() {
        // before it takes: what is added from now on is handed over again
        handedOver.set(false);
        Slot newest = last.getAndSet(null);
        if (newest != null) {
            link.answers().answerAll(newest);
        }
    }
}
