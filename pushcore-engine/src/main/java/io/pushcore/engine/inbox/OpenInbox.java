package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.PushCoreException;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OpenedInbox;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An inbox from its opening until another opens it or nobody needs it. Only its turns touch it, but for what says any thread. */
public final class OpenInbox {
    private final Inboxes inboxes;
    private final Ground ground;
    private final InboxId id;
    private final long fence;
    private final Turns turns;
    private final Places places;
    private final InboxWindow window;
    private final Numbers numbers;
    private final InboxFeed feed;
    private final InboxRecord record;
    private final FollowedChannels followed;

    private @Nullable InboxSink sink;
    /** The highest number that was shown or listed. */
    private long shownThrough;

    private final InboxQuestions questions;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile Closed.@Nullable Reason endedBy;
    private volatile boolean ended;

    /** @param forQuestions whether it is to end with the last question about it, for no session has opened it */
    OpenInbox(Inboxes inboxes, InboxId id, OpenedInbox opened, boolean forQuestions) {
        this.inboxes = inboxes;
        this.ground = inboxes.ground();
        this.id = id;
        this.fence = opened.fence();
        this.turns = new Turns(
                ground.executor(),
                thrown -> ground.warn("inbox failed", "a step of inbox " + id.owner() + " failed: " + thrown));
        this.window = new InboxWindow(opened);
        this.places = new Places(opened.followed().size());
        this.record = new InboxRecord(inboxes, this, fence, turns, places, window);
        this.followed = new FollowedChannels(inboxes, this, turns, places, window, record);
        this.numbers = new Numbers(
                ground, turns, id, fence, opened.numbers(), this::advance, why -> inboxes.refused(this, why));
        this.feed = new InboxFeed(
                ground, turns, places, window, numbers, inboxes.windowSize(), record::moved, new Feeding());
        this.questions = new InboxQuestions(this, ground, turns, places, window, feed, followed, forQuestions);
        this.shownThrough = opened.numbers().first() - 1;
        window.countRedelivery(shownThrough);
        for (Followed one : opened.followed()) {
            places.add(one.channel(), one.version(), window.read(one.channel(), one.cursor()));
        }
    }

    /** What becomes of a read. */
    private final class Feeding implements InboxFeed.Reading {
        @Override
        public void goOn() {
            advance();
        }

        @Override
        public void failed(Throwable failure) {
            // who reads waits
            questions.fail(failure);
        }
    }

    /** Takes its places, and finds where there is news. Before anybody else knows of it. */
    CompletableFuture<Void> begin() {
        return followed.begin();
    }

    /** Runs something once it has ended and that is recorded. */
    public void whenEnded(Runnable work) {
        over.thenRun(work);
    }

    InboxId id() {
        return id;
    }

    long fence() {
        return fence;
    }

    InboxQuestions questions() {
        return questions;
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
        return turns.call(() -> {
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
        return turns.call(() -> {
            requireOpen();
            requireShown(seq);
            if (only) {
                String channel = window.takeOnly(seq);
                if (channel != null) {
                    record.touch(channel);
                }
            } else {
                window.takeThrough(seq, record::touch);
            }
            // also of a channel that is not followed any more
            record.note();
            advance();
            return null;
        });
    }

    private void requireShown(long seq) {
        if (seq < 1 || seq > shownThrough) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "seq must be from 1 to " + shownThrough + ", the last one shown: " + seq);
        }
        if (window.isBurned(seq)) {
            throw new PushCoreException(
                    ErrorCode.STALE, "seq was lost with a crash, its message comes under another: " + seq);
        }
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
        return turns.call(() -> {
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
        return turns.call(() -> sink != null && !ended);
    }

    /** Reads from now on what the owner follows now. */
    CompletableFuture<Void> refollow() {
        return followed.refollow();
    }

    /** Is recorded soon, whether something moved or not. */
    void mustRecord() {
        record.mustRecord();
    }

    /** Ends it: tells the session, records what is to be recorded, and gives back its numbers. Once. */
    public CompletableFuture<Void> end(Closed.Reason reason, String sentence) {
        return turns.call(() -> {
                    if (!ended) {
                        leave(reason, sentence);
                        // whoever opens it next waits for this
                        record.last().thenRun(() -> {
                            inboxes.ended(this);
                            over.complete(null);
                        });
                    }
                    return over;
                })
                .thenCompose(recorded -> recorded);
    }

    // ---- on its turns

    private void leave(Closed.Reason reason, String sentence) {
        endedBy = reason;
        ended = true;
        questions.fail(closed());
        InboxSink session = sink;
        sink = null;
        feed.end();
        followed.leave();
        if (session != null) {
            session.closed(new Closed(id.owner(), reason, sentence));
        }
    }

    /** Shows what there is while the session takes it. */
    void advance() {
        if (ended) {
            return;
        }
        numbers.reserve();
        questions.goOn();
        while (sink != null && sink.takesMore()) {
            InboxEvent event = feed.poll();
            if (event != null) {
                shownThrough = Math.max(shownThrough, seqOf(event));
                record.note();
                sink.show(event);
            } else if (!feed.fill()) {
                return;
            } else {
                numbers.reserve();
            }
        }
    }

    private static long seqOf(InboxEvent event) {
        if (event instanceof Delivery delivery) {
            return delivery.seq();
        }
        return event instanceof InboxGap gap ? gap.seq() : 0;
    }

    /** Events were listed, which is as good as shown. */
    void shown(List<InboxEvent> events) {
        shownThrough = Math.max(shownThrough, events.isEmpty() ? 0 : seqOf(events.get(events.size() - 1)));
    }

    void requireOpen() {
        if (ended) {
            throw closed();
        }
    }

    PushCoreException closed() {
        return new PushCoreException(ErrorCode.CLOSED, "the inbox is open elsewhere, or closed: " + id.owner());
    }
}
