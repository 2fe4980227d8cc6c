package io.pushcore.engine.inbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The open inboxes that read one channel, each with the place it has there. Usable from any thread. */
final class Followers {
    private static final int NONE = 0;

    /** Guards the arrays. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable OpenInbox[] inboxes = new OpenInbox[NONE];
    private int[] places = new int[NONE];
    private int count;
    /** How many of them have ended or left, roughly. */
    private int gone;

    private boolean retired;

    /** Adds one; false if this object is no longer in use. */
    boolean add(OpenInbox inbox, int place) {
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            if (count == inboxes.length) {
                int wider = Math.max(2, count + count / 2);
                inboxes = Arrays.copyOf(inboxes, wider);
                places = Arrays.copyOf(places, wider);
            }
            inboxes[count] = inbox;
            places[count++] = place;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that one has ended; says whether nobody is left, for ever. */
    boolean ended() {
        lock.lock();
        try {
            if (++gone * 2 > count) {
                sweep();
            }
            return retireIfEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes one out that goes on without this channel. */
    boolean remove(OpenInbox inbox) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                if (inboxes[i] == inbox) {
                    drop(i);
                    break;
                }
            }
            if (gone * 2 > count) {
                sweep();
            }
            return retireIfEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Tells all that there is news. */
    void news() {
        for (OpenInbox inbox : marked()) {
            inbox.wake();
        }
    }

    private List<OpenInbox> marked() {
        lock.lock();
        try {
            List<OpenInbox> asleep = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                OpenInbox inbox = inbox(i);
                if (inbox.mark(places[i])) {
                    asleep.add(inbox);
                }
            }
            return asleep;
        } finally {
            lock.unlock();
        }
    }

    private void sweep() {
        for (int i = count - 1; i >= 0; i--) {
            if (inbox(i).hasEnded()) {
                drop(i);
            }
        }
        gone = 0;
    }

    private OpenInbox inbox(int index) {
        return Objects.requireNonNull(inboxes[index], "beyond the last");
    }

    private void drop(int index) {
        count--;
        inboxes[index] = inboxes[count];
        places[index] = places[count];
        inboxes[count] = null;
    }

    private boolean retireIfEmpty() {
        retired |= count == 0;
        return retired;
    }
}
