package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OpenedInbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An inbox from its opening until another opens it or nobody needs it. Only its turns touch it, but for what says any thread. */
public final class OpenInbox {
    private static final Duration AGAIN = Duration.ofMillis(200);
    /** So often the last checkpoint is tried: who comes next waits for it. */
    private static final int LAST_TRIES = 5;

    private final Inboxes inboxes;
    private final Ground ground;
    private final InboxId id;
    private final long fence;
    private final Turns turns;
    private final Places places;
    private final InboxWindow window;
    private final Numbers numbers;
    private final InboxFeed feed;

    private @Nullable InboxSink sink;
    /** The highest number that was shown or listed. */
    private long shownThrough;
    /** Places whose cursor moved since the last checkpoint. */
    private final BitSet moved = new BitSet(0);

    private final List<InboxListing> listings = new ArrayList<>(0);
    private boolean unrecorded;
    private CompletableFuture<Void> following = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> recording = CompletableFuture.completedFuture(null);
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile Closed.@Nullable Reason endedBy;
    private volatile boolean ended;

    OpenInbox(Inboxes inboxes, InboxId id, OpenedInbox opened) {
        this.inboxes = inboxes;
        this.ground = inboxes.ground();
        this.id = id;
        this.fence = opened.fence();
        this.turns = new Turns(
                ground.executor(),
                thrown -> ground.warn("inbox failed", "a step of inbox " + id.owner() + " failed: " + thrown));
        this.window = new InboxWindow(opened);
        this.numbers = new Numbers(opened.numbers());
        this.places = new Places(opened.followed().size());
        this.feed =
                new InboxFeed(ground, turns, places, window, numbers, inboxes.windowSize(), this::moved, this::advance);
        this.shownThrough = opened.numbers().first() - 1;
        window.countRedelivery(shownThrough);
        for (Followed followed : opened.followed()) {
            places.add(followed.channel(), followed.version(), window.read(followed.channel(), followed.cursor()));
        }
    }

    /** Takes its places, and finds where there is news. Before anybody else knows of it. */
    CompletableFuture<Void> begin() {
        return onTurns(() -> {
                    requireOpen();
                    List<String> channels = new ArrayList<>(places.count());
                    for (int place = 0; place < places.count(); place++) {
                        channels.add(places.channel(place));
                        inboxes.followings().add(places.channel(place), this, place);
                    }
                    return channels;
                })
                // asked after the places were taken: what comes later is told
                .thenCompose(channels -> ground.log()
                        .heads(channels)
                        .thenCompose(heads -> onTurns(() -> {
                            look(channels, heads);
                            return null;
                        })));
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
        advance();
    }

    /** Runs something once it has ended and that is recorded. */
    public void whenEnded(Runnable work) {
        over.thenRun(work);
    }

    InboxId id() {
        return id;
    }

    // ---- any thread

    /** A channel at a place has news; false if that was known. */
    boolean mark(int place) {
        return places.mark(place);
    }

    /** Lets it look for news soon. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            turns.execute(() -> {
                woken.set(false);
                advance();
            });
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /** Why it ended; null while it is open. */
    public Closed.@Nullable Reason endedBy() {
        return endedBy;
    }

    /** Its session takes more. */
    public void goOn() {
        wake();
    }

    /** Shows all that is not acknowledged, and what comes, to a session, instead of the one before. Gives the highest number given so far. */
    public CompletableFuture<Long> attach(InboxSink session) {
        return onTurns(() -> {
            requireOpen();
            sink = session;
            window.countRedelivery(shownThrough);
            feed.restart();
            turns.execute(this::advance);
            return window.last();
        });
    }

    /** Shows nothing more to a session, if it is the one it shows to. */
    public void detach(InboxSink session) {
        turns.execute(() -> {
            if (sink == session) {
                sink = null;
            }
        });
    }

    /** Acknowledges numbers up to one, or that one alone. */
    public CompletableFuture<Void> ack(long seq, boolean only) {
        return onTurns(() -> {
            requireOpen();
            if (seq < 1 || seq > shownThrough) {
                throw new PushCoreException(
                        ErrorCode.BAD_REQUEST,
                        "seq must be from 1 to " + shownThrough + ", the last one shown: " + seq);
            }
            if (window.isBurned(seq)) {
                throw new PushCoreException(
                        ErrorCode.STALE, "seq was lost with a crash, its message comes under another: " + seq);
            }
            if (only) {
                String channel = window.takeOnly(seq);
                if (channel != null) {
                    touch(channel);
                }
            } else {
                window.takeThrough(seq, this::touch);
            }
            // also of a channel that is not followed any more
            note();
            advance();
            return null;
        });
    }

    /** Shows a number again, if it is not acknowledged. */
    public void showAgain(long seq) {
        turns.execute(() -> {
            feed.showAgain(seq, seq);
            advance();
        });
    }

    /** Hands over a message that is for now or never; says whether there was a session. */
    CompletableFuture<Boolean> showNow(Message message) {
        return onTurns(() -> {
            InboxSink session = sink;
            if (ended || session == null || !session.takesMore()) {
                return false;
            }
            session.show(new Delivery(0, message, 0));
            return true;
        });
    }

    /** Whether a session is there. */
    CompletableFuture<Boolean> isAttended() {
        return onTurns(() -> sink != null && !ended);
    }

    /** Reads from now on what the owner follows now. */
    CompletableFuture<Void> refollow() {
        return onTurns(() -> {
                    // one after the other, or an older answer could undo a newer one
                    following = following
                            .handle((done, failure) -> null)
                            .thenCompose(done -> ground.store().followed(id))
                            .thenCompose(followed -> onTurns(() -> {
                                read(followed);
                                return null;
                            }));
                    following.whenComplete((done, failure) -> refollowLater(failure));
                    return following;
                })
                .thenCompose(done -> done);
    }

    private void refollowLater(@Nullable Throwable failure) {
        if (failure != null && !ended) {
            ground.time().schedule(AGAIN, this::refollow);
        }
    }

    /** Lists what is not acknowledged, numbering what has no number yet. */
    CompletableFuture<List<InboxEvent>> list(int most) {
        return onTurns(() -> {
                    requireOpen();
                    InboxListing listing = new InboxListing(ground, turns, feed, window, most);
                    listings.add(listing);
                    advance();
                    return listing.events();
                })
                .thenCompose(events -> events)
                .thenCompose(events -> onTurns(() -> {
                    shownThrough = Math.max(shownThrough, events.isEmpty() ? 0 : seqOf(events.get(events.size() - 1)));
                    return events;
                }));
    }

    /** How many messages were never shown, and how many wait to be acknowledged. */
    CompletableFuture<Long> count() {
        return onTurns(() -> {
                    List<String> channels = new ArrayList<>();
                    List<Position> read = new ArrayList<>();
                    for (int place = 0; place < places.count(); place++) {
                        if (places.isUsed(place)) {
                            channels.add(places.channel(place));
                            read.add(places.position(place));
                        }
                    }
                    int shown = window.size();
                    return ground.log().heads(channels).thenApply(heads -> shown + unread(heads, read));
                })
                .thenCompose(count -> count);
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

    /** Ends it: tells the session, records what is to be recorded, and gives back its numbers. Once. */
    public CompletableFuture<Void> end(Closed.Reason reason, String sentence) {
        return onTurns(() -> {
                    if (ended) {
                        return recording;
                    }
                    leave(reason, sentence);
                    recording = recording
                            .handle((done, failure) -> null)
                            .thenCompose(done -> onTurns(() -> part(true)))
                            .thenCompose(last -> record(last, LAST_TRIES))
                            .handle((done, failure) -> {
                                // whoever opens it next waits for this
                                inboxes.ended(this);
                                over.complete(null);
                                return null;
                            });
                    return recording;
                })
                .thenCompose(recorded -> recorded);
    }

    /** The last checkpoint may be repeated: one that was recorded is fenced then. */
    private CompletionStage<?> record(Checkpoint last, int tries) {
        CompletionStage<List<Checkpoint.Outcome>> recorded = ground.store().checkpoint(List.of(last));
        return tries == 1
                ? recorded
                : recorded.handle((outcome, failure) -> {
                            CompletableFuture<Object> next = new CompletableFuture<>();
                            if (failure == null) {
                                next.complete(outcome);
                            } else {
                                ground.time()
                                        .schedule(
                                                AGAIN,
                                                () -> record(last, tries - 1)
                                                        .whenComplete((done, again) -> next.complete(last)));
                            }
                            return next;
                        })
                        .thenCompose(next -> next);
    }

    // ---- on its turns

    private void read(List<Followed> followed) {
        if (ended) {
            return;
        }
        Map<String, Long> wanted = new HashMap<>();
        followed.forEach(one -> wanted.put(one.channel(), one.version()));
        for (int place = 0; place < places.count(); place++) {
            if (places.isUsed(place) && !Objects.equals(wanted.get(places.channel(place)), places.version(place))) {
                removePlace(place);
            }
        }
        for (Followed one : followed) {
            if (places.of(one.channel()) < 0) {
                int place = places.add(one.channel(), one.version(), window.read(one.channel(), one.cursor()));
                inboxes.followings().add(one.channel(), this, place);
                places.mark(place);
            }
        }
        advance();
    }

    private void removePlace(int place) {
        inboxes.followings().remove(places.channel(place), this);
        places.remove(place);
        moved.clear(place);
    }

    private void leave(Closed.Reason reason, String sentence) {
        endedBy = reason;
        ended = true;
        listings.forEach(listing -> listing.fail(closed()));
        listings.clear();
        InboxSink session = sink;
        sink = null;
        for (int place = 0; place < places.count(); place++) {
            if (places.isUsed(place)) {
                inboxes.followings().ended(places.channel(place));
            }
        }
        if (session != null) {
            session.closed(new Closed(id.owner(), reason, sentence));
        }
    }

    /** Shows what there is while the session takes it. */
    private void advance() {
        if (ended) {
            return;
        }
        reserve();
        listings.removeIf(InboxListing::goOn);
        while (sink != null && sink.takesMore()) {
            InboxEvent event = feed.poll();
            if (event != null) {
                shownThrough = Math.max(shownThrough, seqOf(event));
                note();
                sink.show(event);
            } else if (!feed.fill()) {
                return;
            } else {
                reserve();
            }
        }
    }

    private static long seqOf(InboxEvent event) {
        if (event instanceof Delivery delivery) {
            return delivery.seq();
        }
        return event instanceof InboxGap gap ? gap.seq() : 0;
    }

    private void reserve() {
        long through = numbers.toReserve();
        if (through == 0) {
            return;
        }
        ground.store()
                .reserve(id, fence, through)
                .whenComplete((done, failure) -> turns.execute(() -> {
                    if (failure == null) {
                        numbers.reserved(through);
                        advance();
                    } else {
                        numbers.failed();
                        inboxes.refused(this, failure);
                        ground.time().schedule(AGAIN, this::wake);
                    }
                }));
    }

    private void touch(String channel) {
        int place = places.of(channel);
        if (place >= 0) {
            moved(place);
        }
    }

    private void moved(int place) {
        moved.set(place);
        note();
    }

    private void note() {
        if (!unrecorded) {
            unrecorded = true;
            inboxes.checkpoints().add(this);
        }
    }

    /** What is to be recorded now, if it has not ended, which records by itself; until that is done, nothing else is. */
    CompletableFuture<Optional<Checkpoint>> checkpoint(CompletableFuture<Void> done) {
        return onTurns(() -> {
            if (ended) {
                return Optional.empty();
            }
            recording = done;
            return Optional.of(part(false));
        });
    }

    /** A checkpoint was not recorded. */
    void notRecorded() {
        turns.execute(() -> {
            moved.set(0, places.count());
            note();
        });
    }

    /** Is recorded soon, whether something moved or not. */
    void mustRecord() {
        turns.execute(this::note);
    }

    private Checkpoint part(boolean release) {
        List<Followed> cursors = new ArrayList<>();
        for (int place = moved.nextSetBit(0); place >= 0; place = moved.nextSetBit(place + 1)) {
            if (place < places.count() && places.isUsed(place)) {
                Cursor cursor = window.cursor(places.channel(place), places.position(place));
                cursors.add(new Followed(places.channel(place), places.version(place), cursor));
            }
        }
        moved.clear();
        unrecorded = false;
        return new Checkpoint(
                id, fence, window.acknowledged(), window.last(), window.shown(), window.burned(), cursors, release);
    }

    private void requireOpen() {
        if (ended) {
            throw closed();
        }
    }

    private PushCoreException closed() {
        return new PushCoreException(ErrorCode.CLOSED, "the inbox is open elsewhere, or closed: " + id.owner());
    }

    private <T> CompletableFuture<T> onTurns(Supplier<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        turns.execute(() -> {
            try {
                answer.complete(work.get());
            } catch (RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }
}
