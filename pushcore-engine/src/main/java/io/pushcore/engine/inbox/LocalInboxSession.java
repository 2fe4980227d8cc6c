package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.InboxEvent;
import io.pushcore.InboxReader;
import io.pushcore.InboxSession;
import io.pushcore.PushCoreException;
import io.pushcore.storage.InboxId;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A session in the process: a few events at hand, and one way to take them. */
final class LocalInboxSession implements InboxSession, InboxSink {
    /** So many events are numbered and read ahead of who takes them. */
    private static final int AT_HAND = 64;

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Ground ground;
    private final OpenInbox inbox;
    private final String id;
    private final Queue<InboxEvent> events = new ConcurrentLinkedQueue<>();
    /** How many there are; the last event is not counted. */
    private final AtomicInteger count = new AtomicInteger();
    /** The way it is read, once that is chosen; {@link #next} chooses none for ever. */
    private final AtomicReference<@Nullable Runnable> taker = new AtomicReference<>();

    private final AtomicReference<@Nullable Thread> asking = new AtomicReference<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean reading;
    private volatile boolean over;
    private long shownBefore;

    LocalInboxSession(Ground ground, OpenInbox inbox) {
        this.ground = ground;
        this.inbox = inbox;
        this.id = ground.randomText(26);
    }

    InboxSession begun(long lastNumber) {
        shownBefore = lastNumber;
        return this;
    }

    // ---- what the inbox shows

    @Override
    public boolean takesMore() {
        return reading && !ended.get() && count.get() < AT_HAND;
    }

    @Override
    public void show(InboxEvent event) {
        events.add(event);
        count.incrementAndGet();
        signal();
    }

    @Override
    public void closed(Closed closed) {
        events.add(closed);
        signal();
    }

    private void signal() {
        Runnable chosen = taker.get();
        if (chosen != null) {
            chosen.run();
        }
        Thread thread = asking.get();
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** The next event, or null if there is none now; whoever reads may ask. */
    @Nullable
    InboxEvent poll() {
        InboxEvent event = events.poll();
        if (event instanceof Closed) {
            over = true;
        } else if (event != null && count.decrementAndGet() == AT_HAND / 2) {
            inbox.goOn();
        }
        return event;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Begins to take events. */
    private void startReading() {
        if (!reading) {
            reading = true;
            inbox.goOn();
        }
    }

    // ---- what the application asks

    @Override
    public String id() {
        return id;
    }

    @Override
    public String user() {
        String owner = inbox.id().owner();
        // of a named subscription the name
        return InboxId.ownLog(owner).isPresent() ? owner : owner.substring(owner.lastIndexOf(' ') + 1);
    }

    @Override
    public String device() {
        return inbox.id().device();
    }

    @Override
    public long shownBefore() {
        return shownBefore;
    }

    @Override
    public Optional<InboxEvent> next(Duration atMost) throws InterruptedException {
        if (taker.get() != null || !asking.compareAndSet(null, Thread.currentThread())) {
            throw secondReader();
        }
        try {
            startReading();
            return await(System.nanoTime() + (atMost.compareTo(LONGEST) > 0 ? LONGEST : atMost).toNanos());
        } finally {
            asking.set(null);
        }
    }

    private Optional<InboxEvent> await(long deadline) throws InterruptedException {
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            InboxEvent event = poll();
            if (event != null) {
                return Optional.of(event);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || over) {
                return Optional.empty();
            }
            LockSupport.parkNanos(this, left);
        }
    }

    @Override
    public void read(InboxReader reader) {
        takeBy(new HandedOver(ground, this, reader));
    }

    @Override
    public Flow.Publisher<InboxEvent> flow() {
        return subscriber -> {
            InboxFlow flow = new InboxFlow(ground, this, subscriber);
            try {
                takeBy(flow);
            } catch (PushCoreException second) {
                flow.refuse(second);
            }
        };
    }

    private void takeBy(Runnable chosen) {
        if (asking.get() != null || !taker.compareAndSet(null, chosen)) {
            throw secondReader();
        }
        startReading();
        chosen.run();
    }

    private PushCoreException secondReader() {
        return new PushCoreException(
                ErrorCode.SECOND_READER, "the session of inbox " + user() + " is read already, in one way at a time");
    }

    /** Shows a message again, whose handler failed. */
    void showAgain(Delivery delivery) {
        inbox.showAgain(delivery.seq());
    }

    @Override
    public CompletableFuture<Void> ack(long seq) {
        return ground.answer(inbox.ack(seq, false));
    }

    @Override
    public CompletableFuture<Void> ackOnly(long seq) {
        return ground.answer(inbox.ack(seq, true));
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            inbox.end(Closed.Reason.UNSUBSCRIBED, "");
        }
    }
}
