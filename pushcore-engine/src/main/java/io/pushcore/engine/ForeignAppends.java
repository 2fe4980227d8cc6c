package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Time;
import io.pushcore.engine.cluster.Cluster;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What other nodes append to a channel that is read here: the next one is delivered, an old one dropped; before a hole it waits for a moment
 * for the hint that fills it, then the log is read, as it is after a word without a message or of another epoch. Own appends behind a
 * hole wait with them. Only the channel's strand touches it.
 */
final class ForeignAppends {
    /** So long the hint that fills a hole may still be on its way. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final int MOST_ASIDE = 1_000;
    private static final long MOST_ASIDE_BYTES = 1 << 20;
    private static final int PAGE_COUNT = 2_000;
    private static final long PAGE_BYTES = 1 << 20;
    /** Who is further behind than this reads in pages of its own. */
    private static final long FURTHEST = 10_000;

    private final Engine engine;
    private final Cluster cluster;
    private final ChannelState channel;
    /** Messages behind a hole, by their offsets. */
    private final TreeMap<Long, Message> aside = new TreeMap<>();

    private long asideBytes;
    /** The highest offset anybody has told of. */
    private long known;
    /** The highest that was given to a message of this node. */
    private long ownThrough;

    private boolean reading;
    /** Whether something was told meanwhile that only the log knows. */
    private boolean readAgain;

    private Time.@Nullable Timer timer;

    ForeignAppends(Engine engine, Cluster cluster, ChannelState channel) {
        this.engine = engine;
        this.cluster = cluster;
        this.channel = channel;
    }

    /** Others appended these. */
    void came(List<Message> messages) {
        for (Message message : messages) {
            if (!take(message)) {
                break;
            }
        }
        channel.announce();
        fill(PATIENCE);
    }

    /** This node appended one, behind a hole. */
    void own(Message message) {
        ownThrough = Math.max(ownThrough, message.offset());
        take(message);
        fill(PATIENCE);
    }

    /** This node appended the next, which others may have waited for. */
    void wentOn() {
        drain();
    }

    /** What others told of may have been what this node had under way. */
    void ownSettled() {
        if (known > channel.window().head()) {
            fill(PATIENCE);
        }
    }

    /** The offset of the newest message of this node that waits behind a hole. */
    long ownThrough() {
        return ownThrough;
    }

    /** The log reaches so far. */
    void moved(Position head) {
        HotWindow window = channel.window();
        if (!channel.isRead() || window.epoch.isEmpty()) {
            adopt(head);
        } else if (!head.epoch().equals(window.epoch)) {
            look();
        } else if (head.offset() > window.head()) {
            known = Math.max(known, head.offset());
            fill(Duration.ZERO);
        }
    }

    /** Something has happened that only the log knows. */
    void look() {
        if (!channel.isRead() || channel.window().epoch.isEmpty()) {
            return;
        }
        if (reading) {
            readAgain = true;
        } else {
            read();
        }
    }

    /** Its readers have left, or another life of the log has begun. */
    void forget() {
        aside.clear();
        asideBytes = 0;
        known = 0;
        ownThrough = 0;
        cancel();
    }

    /** False where the rest of what was told is to be read from the log. */
    private boolean take(Message message) {
        HotWindow window = channel.window();
        boolean sameLife = message.position().epoch().equals(window.epoch);
        if (!channel.isRead()) {
            if (sameLife && message.offset() == window.head() + 1) {
                channel.kept().append(message);
            } else {
                adopt(message.position());
            }
            return true;
        }
        if (window.epoch.isEmpty()) {
            window = channel.kept().restart(message.position().epoch(), message.offset() - 1);
            sameLife = true;
        }
        if (!sameLife) {
            look();
            return false;
        }
        if (message.offset() == window.head() + 1) {
            channel.kept().append(message);
            drain();
        } else if (message.offset() > window.head()) {
            putAside(message);
        }
        return true;
    }

    /** Nobody reads it, or knows where it stands: the head is where somebody says, until one who comes to read asks the storage. */
    private void adopt(Position head) {
        HotWindow window = channel.window();
        if (!head.epoch().equals(window.epoch) || head.offset() > window.head()) {
            channel.kept().restart(head.epoch(), head.offset());
            channel.announce();
            // where the head was forgotten readers may stand before it
            channel.wakeAll();
        }
    }

    private void putAside(Message message) {
        known = Math.max(known, message.offset());
        long size = HotWindow.sizeOf(message);
        if (aside.size() < MOST_ASIDE && asideBytes + size <= MOST_ASIDE_BYTES) {
            if (aside.put(message.offset(), message) == null) {
                asideBytes += size;
            }
        }
    }

    private void drain() {
        while (!aside.isEmpty() && aside.firstKey() <= channel.window().head() + 1) {
            Message next = aside.pollFirstEntry().getValue();
            asideBytes -= HotWindow.sizeOf(next);
            if (next.offset() == channel.window().head() + 1) {
                channel.kept().append(next);
            }
        }
    }

    /** Whether what the log has up to an offset may all be what this node has under way, whose answer is to come. */
    private boolean isOwn(long through) {
        return through - channel.window().head() <= channel.ownUnderWay();
    }

    /** Sees to it that what is missing is read, unless it comes within a time. */
    private void fill(Duration patience) {
        if (known <= channel.window().head()) {
            cancel();
            return;
        }
        if (reading || (timer != null && !patience.isZero()) || isOwn(known)) {
            return;
        }
        cancel();
        if (patience.isZero()) {
            read();
        } else {
            timer = engine.time.schedule(patience, () -> channel.onStrand(this::patienceIsOver));
        }
    }

    private void patienceIsOver() {
        timer = null;
        if (!reading && known > channel.window().head()) {
            read();
        }
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void read() {
        if (engine.isClosing()) {
            return;
        }
        cancel();
        reading = true;
        readAgain = false;
        HotWindow window = channel.window();
        cluster.fetches();
        Position from = new Position(window.epoch, window.head());
        Read read = Read.after(channel.name(), from, PAGE_COUNT, PAGE_BYTES);
        engine.prompt
                .attempt("read", () -> engine.log.read(read))
                .whenComplete((result, failure) -> channel.onStrand(() -> answered(window, result, failure)));
    }

    private void answered(HotWindow asked, @Nullable ReadResult result, @Nullable Throwable failure) {
        reading = false;
        if (!channel.isRead()) {
            forget();
            return;
        }
        if (result == null) {
            engine.logLines.warn("read failed", "storage cannot be read, reading is repeated: " + failure);
            readAgain = true;
            timer = engine.time.schedule(AGAIN, () -> channel.onStrand(this::readOn));
            return;
        }
        if (channel.window().epoch.equals(asked.epoch)) {
            if (result instanceof ReadResult.Gone gone) {
                if (gone.to().epoch().equals(asked.epoch) && isOwn(gone.to().offset())) {
                    return;
                }
                skipTo(gone.to());
                found(gone.rest());
            } else {
                found((ReadResult.Found) result);
            }
        }
        channel.announce();
        readOn();
    }

    private void readOn() {
        timer = null;
        if (!reading && (readAgain || known > channel.window().head())) {
            read();
        }
    }

    private void found(ReadResult.Found found) {
        if (!found.through().epoch().equals(channel.window().epoch)) {
            // another epoch has begun, and what was read of the one before holds
            skipTo(new Position(found.through().epoch(), channel.window().head()));
        }
        for (Message message : found.messages()) {
            long next = channel.window().head() + 1;
            if (message.offset() > next) {
                // what lies between has expired
                skipTo(new Position(channel.window().epoch, message.offset() - 1));
            }
            if (message.offset() >= next) {
                channel.kept().append(message);
            }
        }
        if (found.through().offset() > channel.window().head()) {
            skipTo(found.through());
        }
        drain();
        known = found.head().offset();
        if (known - channel.window().head() > FURTHEST) {
            skipTo(found.head());
        }
    }

    private void skipTo(Position position) {
        channel.kept().restart(position.epoch(), position.offset());
        channel.wakeAll();
    }
}
