package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.InboxEvent;
import io.pushcore.storage.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is asked about an open inbox, by its session or by others. Asked on any thread; what waits for an answer is touched by the inbox's turns only. */
final class InboxQuestions {
    private final OpenInbox inbox;
    private final Ground ground;
    private final Turns turns;
    private final Places places;
    private final InboxWindow window;
    private final InboxFeed feed;
    private final FollowedChannels followed;
    private final boolean forQuestions;
    private final List<InboxListing> listings = new ArrayList<>(0);

    /** @param forQuestions whether the inbox is to end with the last of them */
    InboxQuestions(
            OpenInbox inbox,
            Ground ground,
            Turns turns,
            Places places,
            InboxWindow window,
            InboxFeed feed,
            FollowedChannels followed,
            boolean forQuestions) {
        this.inbox = inbox;
        this.ground = ground;
        this.turns = turns;
        this.places = places;
        this.window = window;
        this.feed = feed;
        this.followed = followed;
        this.forQuestions = forQuestions;
    }

    // ---- any thread

    /** Lists what is not acknowledged, numbering what has no number yet. */
    CompletableFuture<List<InboxEvent>> list(int most) {
        return turns.call(() -> {
                    inbox.requireOpen();
                    return add(new InboxListing(ground, turns, feed, window, most))
                            .events();
                })
                .thenCompose(events -> events)
                .thenCompose(this::listed);
    }

    private CompletableFuture<List<InboxEvent>> listed(List<InboxEvent> events) {
        return turns.call(() -> {
            inbox.shown(events);
            return events;
        });
    }

    /** The first of what is not acknowledged, once there is something; none if that is acknowledged meanwhile. */
    Waiting first() {
        InboxListing listing = new InboxListing(ground, turns, feed, window, 1, true);
        turns.execute(() -> {
            if (inbox.hasEnded()) {
                listing.fail(inbox.closed());
            } else {
                add(listing);
            }
        });
        return new Waiting(listing.events(), listing.events().thenCompose(this::listed));
    }

    /**
     * A question that may take long.
     *
     * @param asked is cancelled where nobody waits for the answer any more
     */
    record Waiting(CompletableFuture<?> asked, CompletableFuture<List<InboxEvent>> answer) {}

    /** One who asked has the answer, or waits for it no more. */
    void asked() {
        turns.execute(() -> {
            listings.removeIf(InboxListing::isOver);
            if (forQuestions && listings.isEmpty()) {
                inbox.end(Closed.Reason.UNSUBSCRIBED, "");
            }
        });
    }

    /** How far a channel is acknowledged, if it is read. */
    CompletableFuture<Optional<Cursor>> cursor(String channel) {
        return turns.call(() -> {
            int place = places.of(channel);
            return place < 0 ? Optional.empty() : Optional.of(window.cursor(channel, places.position(place)));
        });
    }

    /** How many messages were never shown, and how many wait to be acknowledged. */
    CompletableFuture<Long> count() {
        return turns.call(() -> {
                    int shown = window.size();
                    return followed.unread().thenApply(unread -> shown + unread);
                })
                .thenCompose(count -> count);
    }

    // ---- on the inbox's turns

    private InboxListing add(InboxListing listing) {
        listings.add(listing);
        inbox.advance();
        return listing;
    }

    /** Lets listings go on, and forgets those that have what they need. */
    void goOn() {
        listings.removeIf(InboxListing::goOn);
    }

    /** No answer can be given; who asked may ask again. */
    void fail(Throwable why) {
        listings.forEach(listing -> listing.fail(why));
        listings.clear();
    }
}
