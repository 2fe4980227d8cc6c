package io.pushcore.engine.inbox;

import io.pushcore.Position;
import io.pushcore.storage.Followed;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What an open inbox reads: it takes a place in each channel its owner follows, and leaves those that are not followed any more. Only the
 * turns of the inbox touch it, but for {@link #begin} and {@link #refollow}.
 */
final class FollowedChannels {
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Ground ground;
    private final Followings followings;
    private final OpenInbox inbox;
    private final Turns turns;
    private final Places places;
    private final InboxWindow window;
    private final InboxRecord record;
    private CompletableFuture<Void> following = CompletableFuture.completedFuture(null);

    FollowedChannels(
            Inboxes inboxes, OpenInbox inbox, Turns turns, Places places, InboxWindow window, InboxRecord record) {
        this.ground = inboxes.ground();
        this.followings = inboxes.followings();
        this.inbox = inbox;
        this.turns = turns;
        this.places = places;
        this.window = window;
        this.record = record;
    }

    /** Takes its places, and finds where there is news. */
    CompletableFuture<Void> begin() {
        return turns.call(this::takePlaces)
                // asked after the places were taken: what comes later is told
                .thenCompose(channels -> ground.heads(channels)
                        .thenCompose(heads -> turns.call(() -> {
                            look(channels, heads);
                            return null;
                        })));
    }

    private List<String> takePlaces() {
        inbox.requireOpen();
        List<String> channels = new ArrayList<>(places.count());
        for (int place = 0; place < places.count(); place++) {
            channels.add(places.channel(place));
            ground.want(places.channel(place));
            followings.add(places.channel(place), inbox, place);
        }
        return channels;
    }

    private void look(List<String> channels, List<Head> heads) {
        for (int place = 0; place < channels.size(); place++) {
            Head head = heads.get(place);
            // it may stand for something else by now
            boolean same = places.isUsed(place) && places.channel(place).equals(channels.get(place));
            if (same && !places.position(place).equals(new Position(head.epoch(), head.last()))) {
                places.mark(place);
            }
        }
        inbox.advance();
    }

    /** Reads from now on what the owner follows now; asks for it until that is told. */
    CompletableFuture<Void> refollow() {
        return turns.call(() -> {
                    // one after the other, or an older answer could undo a newer one
                    InboxId id = inbox.id();
                    following = following
                            .handle((done, failure) -> null)
                            .thenCompose(done -> ground.store().followed(id))
                            .thenCompose(followed -> turns.call(() -> {
                                read(followed);
                                return null;
                            }));
                    following.whenComplete((done, failure) -> refollowLater(failure));
                    return following;
                })
                .thenCompose(done -> done);
    }

    private void refollowLater(@Nullable Throwable failure) {
        if (failure != null && !inbox.hasEnded()) {
            ground.time().schedule(AGAIN, this::refollow);
        }
    }

    private void read(List<Followed> followed) {
        if (inbox.hasEnded()) {
            return;
        }
        Map<String, Long> wanted = new HashMap<>();
        followed.forEach(one -> wanted.put(one.channel(), one.version()));
        for (int place = 0; place < places.count(); place++) {
            if (places.isUsed(place) && !Objects.equals(wanted.get(places.channel(place)), places.version(place))) {
                followings.remove(places.channel(place), inbox);
                places.remove(place);
                record.left(place);
            }
        }
        for (Followed one : followed) {
            if (places.of(one.channel()) < 0) {
                int place = places.add(one.channel(), one.version(), window.read(one.channel(), one.cursor()));
                ground.want(one.channel());
                followings.add(one.channel(), inbox, place);
                places.mark(place);
            }
        }
        inbox.advance();
    }

    /** Leaves all: the inbox has ended. */
    void leave() {
        for (int place = 0; place < places.count(); place++) {
            if (places.isUsed(place)) {
                followings.ended(places.channel(place));
            }
        }
    }

    /** How many messages were never shown. */
    CompletableFuture<Long> unread() {
        List<String> channels = new ArrayList<>();
        List<Position> read = new ArrayList<>();
        for (int place = 0; place < places.count(); place++) {
            if (places.isUsed(place)) {
                channels.add(places.channel(place));
                read.add(places.position(place));
            }
        }
        return ground.heads(channels).thenApply(heads -> unread(heads, read)).toCompletableFuture();
    }

    private static long unread(List<Head> heads, List<Position> read) {
        long count = 0;
        for (int i = 0; i < heads.size(); i++) {
            Head head = heads.get(i);
            Position at = read.get(i);
            long from = at.epoch().equals(head.epoch()) ? Math.max(at.offset(), head.first() - 1) : head.first() - 1;
            count += Math.max(0, head.last() - from);
        }
        return count;
    }
}
