package io.pushcore.engine.inbox;

import io.pushcore.InboxEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists the first of what is not acknowledged, with or without a session. Only the turns of its inbox touch it. */
final class InboxListing {
    private static final int PAGE = 100;

    private final Turns turns;
    private final InboxFeed feed;
    private final InboxWindow window;
    private final InboxLoad load;
    private final int most;
    /** Whether it is over only once there is something. */
    private final boolean waits;

    private final List<InboxEvent> events = new ArrayList<>();
    private final CompletableFuture<List<InboxEvent>> done = new CompletableFuture<>();

    InboxListing(Ground ground, Turns turns, InboxFeed feed, InboxWindow window, int most) {
        this(ground, turns, feed, window, most, false);
    }

    /** @param waits for something, if there is nothing */
    InboxListing(Ground ground, Turns turns, InboxFeed feed, InboxWindow window, int most, boolean waits) {
        this.turns = turns;
        this.feed = feed;
        this.window = window;
        this.load = new InboxLoad(ground::read);
        this.most = most;
        this.waits = waits;
    }

    CompletableFuture<List<InboxEvent>> events() {
        return done;
    }

    boolean isOver() {
        return done.isDone();
    }

    /** It cannot be listed. */
    void fail(Throwable why) {
        done.completeExceptionally(why);
    }

    /** Goes on to number what has no number yet; says whether there is nothing left to number, so that it is to be forgotten. */
    boolean goOn() {
        if (done.isDone()) {
            // whoever asked waits no more
            return true;
        }
        while (window.size() < most && feed.fill()) {
            // until there are enough, or nothing is left
        }
        if (window.size() < most && (feed.isWaiting() || (waits && window.size() == 0))) {
            return false;
        }
        collect(window.acknowledged() + 1);
        return true;
    }

    private void collect(long first) {
        Run part =
                events.size() < most ? window.from(first, window.last(), Math.min(PAGE, most - events.size())) : null;
        if (part == null) {
            done.complete(List.copyOf(events));
            return;
        }
        load.again(part)
                .whenComplete((found, failure) -> turns.execute(() -> {
                    if (found == null) {
                        done.completeExceptionally(failure);
                        return;
                    }
                    events.addAll(found);
                    collect(part.lastSeq() + 1);
                }));
    }
}
