package io.pushcore.peer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent, by whom it is for. What is given to it within one turn of the timer, and while enough is on its way, leaves in one
 * frame; one thread at a time sends.
 */
final class Outbox {
    /** As a node: all. */
    static final String ALL = "";

    /** 16 MiB of hints wait at most; what comes then is dropped, and the others are told that something was. */
    static final long MAX_WAITING = 16 << 20;

    /** 1 MiB: so much is on its way before the rest waits for a frame to have left. */
    private static final long WINDOW = 1 << 20;

    /** 64 KiB, but for a larger hint. */
    private static final int FRAME = 64 << 10;

    /** A wire that says nothing of its frames for so long is sent more all the same. */
    private static final Duration STUCK = Duration.ofSeconds(5);

    private final CarrierContext context;
    private final Wire wire;
    private final OwnInterest own;
    private final long start;
    private final Telling news;

    /** Guards what follows; not held while the wire is called. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Parcel> parcels = new LinkedHashMap<>();
    private long waiting;
    private long onTheWay;
    private long moved;
    private int patience;
    private boolean sending;
    private boolean lost;
    private long frames;
    private @Nullable CompletableFuture<Void> finished;

    Outbox(CarrierContext context, Wire wire, OwnInterest own, long start) {
        this.context = context;
        this.wire = wire;
        this.own = own;
        this.start = start;
        this.news = Telling.changesOf(own);
        this.moved = context.time().nanoTime();
    }

    /** Adds an entry for each of the nodes, unless too much waits. */
    void add(List<String> nodes, byte[] entry) {
        change(parcels -> {
            for (String node : nodes) {
                if (waiting + Parcel.weight(entry) > MAX_WAITING) {
                    lost = true;
                    return;
                }
                waiting += Parcel.weight(entry);
                parcel(node).add(entry);
            }
        });
        begin();
    }

    /** Says something that may always wait, for only the latest of it does; it leaves after the next {@link #begin}. */
    void say(String node, Parcel.Word word, byte[] entry) {
        change(parcels -> parcel(node).say(word, entry));
    }

    /** Says that this node is there; it leaves after the next {@link #begin}. */
    void beat(String node, boolean answer) {
        change(parcels -> parcel(node).beat(answer));
    }

    /** Tells all what the own interest became. */
    void tellNews() {
        change(parcels -> parcel(ALL).tell(news));
        begin();
    }

    /** Tells one node the own interest after a version; it leaves after the next {@link #begin}. */
    void tell(String node, long have) {
        change(parcels -> {
            parcel(node).tell(Telling.since(own, have));
            parcel(node).beat(false);
        });
    }

    /** Drops what waits for a node that is there no more. */
    void forget(String node) {
        change(parcels -> {
            Parcel dropped = parcels.remove(node);
            waiting -= dropped == null ? 0 : dropped.weight();
        });
    }

    /** Once a second: the beat, and what else comes of time. */
    void tick() {
        change(parcels -> {
            parcel(ALL).beat(false);
            if (lost) {
                parcel(ALL).say(Parcel.Word.LOST, Frame.lost());
                lost = false;
            }
            if (onTheWay > 0 && context.time().nanoTime() - moved > STUCK.toNanos()) {
                patience++;
                onTheWay = 0;
            }
        });
        begin();
    }

    /** Says goodbye after all else, and completes when it has left; at once where nothing leaves. */
    CompletionStage<Void> finish() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        change(parcels -> {
            parcel(ALL).goodbye();
            finished = done;
        });
        begin();
        return done;
    }

    /** Sends what waits, at the next turn of the timer; not to be called under a lock. */
    void begin() {
        boolean begins;
        lock.lock();
        try {
            begins = begins();
        } finally {
            lock.unlock();
        }
        if (begins) {
            context.time().schedule(Duration.ZERO, this::sendAll);
        }
    }

    /** Whether who asks has to send now. */
    private boolean begins() {
        boolean begins = !sending && onTheWay < WINDOW && !parcels.isEmpty();
        sending |= begins;
        return begins;
    }

    private void change(Consumer<Map<String, Parcel>> change) {
        lock.lock();
        try {
            change.accept(parcels);
        } finally {
            lock.unlock();
        }
    }

    private Parcel parcel(String node) {
        return parcels.computeIfAbsent(node, name -> new Parcel());
    }

    private void sendAll() {
        for (Outgoing next = next(); next != null; next = next()) {
            send(next);
        }
    }

    private @Nullable Outgoing next() {
        lock.lock();
        try {
            if (parcels.isEmpty() || onTheWay >= WINDOW) {
                sending = false;
                return null;
            }
            Map.Entry<String, Parcel> first = parcels.entrySet().iterator().next();
            String node = first.getKey();
            Parcel parcel = first.getValue();
            parcels.remove(node);
            int most = wire.largestFrame() - context.seal().bytes();
            FrameWriter frame = Frame.begin(context.node(), start, ++frames);
            waiting -= parcel.fill(frame, own, Math.min(FRAME, most), most);
            if (!parcel.isEmpty()) {
                // behind the others, who wait too
                parcels.put(node, parcel);
            }
            onTheWay += frame.length();
            return new Outgoing(node, frame, patience);
        } finally {
            lock.unlock();
        }
    }

    private void send(Outgoing next) {
        CompletionStage<Void> sent;
        try {
            sent = wire.send(next.node, context.seal().seal(next.frame.toBytes()));
        } catch (RuntimeException refused) {
            sent = CompletableFuture.failedFuture(refused);
        }
        sent.whenComplete((done, failure) -> left(next));
    }

    /** A frame left or never will: a lost one is what carriers may do. */
    private void left(Outgoing frame) {
        boolean begins;
        CompletableFuture<Void> done = null;
        lock.lock();
        try {
            onTheWay -= frame.patience == patience ? frame.frame.length() : 0;
            moved = context.time().nanoTime();
            begins = begins();
            if (parcels.isEmpty() && onTheWay == 0) {
                done = finished;
            }
        } finally {
            lock.unlock();
        }
        if (done != null) {
            done.complete(null);
        }
        if (begins) {
            sendAll();
        }
    }

    private record Outgoing(String node, FrameWriter frame, int patience) {}
}
