package io.pushcore.engine;

import io.pushcore.Gap;
import io.pushcore.Position;
import io.pushcore.Presence;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.GatheringForm;
import io.pushcore.transport.Output;
import io.pushcore.transport.PresenceChange;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of a connection: a position in a channel. It reads the tape of its wire form while it is near the head, else pages
 * of the log. Only the connection's lane touches it, but for what the channel asks.
 */
final class LinkReader implements Laggard {
    private final Engine engine;
    private final NetLink link;
    private final ChannelState channel;
    private final WireForm form;
    private final Command.Subscribe asked;
    private final Instant since;

    private @Nullable LaneGroup group;
    private @Nullable Ribbon ribbon;
    private @Nullable PresenceNotes notes;
    private String epoch = "";
    private long index;
    private boolean known;
    /** Until the first event: what is trimmed up to here is no gap. */
    private long forgivesThrough = Origin.NOTHING;

    private Instant expires = Instant.MAX;
    private boolean active;
    private boolean left;
    private boolean loading;
    private @Nullable EncodedPage page;
    private @Nullable HotWindow stuckWindow;
    private long stuckHead;
    private volatile long readThrough = Long.MAX_VALUE;

    /** Its place among the members of its group. */
    int member;
    /** Whether it stands among those of its link that have something to write, and who stands behind it. */
    boolean queued;

    @Nullable
    LinkReader next;

    LinkReader(Engine engine, NetLink link, ChannelState channel, WireForm form, Command.Subscribe asked) {
        this.engine = engine;
        this.link = link;
        this.channel = channel;
        this.form = form;
        this.asked = asked;
        this.since = engine.time.now();
    }

    ChannelState channel() {
        return channel;
    }

    Position position() {
        return new Position(epoch.isEmpty() ? "0" : epoch, channel.rules().isLive() ? 0 : index);
    }

    /** When its right to be ends. */
    Instant expires() {
        return expires;
    }

    void expires(Instant end) {
        expires = end;
    }

    boolean isActive() {
        return active;
    }

    Presence presence() {
        return new Presence(
                link.publicId(), link.identity().user(), link.identity().info(), since);
    }

    /** Joins the channel, which was claimed; completes on the lane with where it starts, and is to be activated then. */
    CompletableFuture<Origin> join() {
        CompletableFuture<Origin> joined = new CompletableFuture<>();
        channel.withHead(
                () -> {
                    LaneGroup joinedGroup = channel.join(link.lane(), laggard());
                    Ribbon joinedRibbon = channel.ribbon(form);
                    PresenceNotes joinedNotes =
                            asked.notesPresence() ? channel.audience().attend(joinedGroup) : null;
                    channel.claims().giveBack();
                    origin().whenComplete((origin, failure) -> link.onLane(() -> {
                        group = joinedGroup;
                        ribbon = joinedRibbon;
                        notes = joinedNotes;
                        if (left || origin == null) {
                            giveUp(joined, failure);
                            return;
                        }
                        begin(origin);
                        joined.complete(origin);
                    }));
                },
                failure -> {
                    channel.claims().giveBack();
                    link.onLane(() -> joined.completeExceptionally(failure));
                });
        return joined;
    }

    private CompletableFuture<Origin> origin() {
        return asked.whole()
                ? new WholeStart(engine, channel).of(asked.start())
                : Origin.of(engine, channel, asked.start());
    }

    /** Itself, if publishing is to wait for it. */
    private @Nullable Laggard laggard() {
        return asked.waits() ? this : null;
    }

    private void giveUp(CompletableFuture<Origin> joined, @Nullable Throwable failure) {
        left = false;
        leave();
        joined.completeExceptionally(failure == null ? new IllegalStateException("link is closed") : failure);
    }

    private void begin(Origin origin) {
        epoch = origin.epoch();
        index = origin.index();
        known = origin.isKnown();
        forgivesThrough = origin.forgivesThrough();
        readThrough = index;
    }

    /** From now on messages are written. */
    void activate() {
        LaneGroup joined = group;
        if (joined != null && !left) {
            active = true;
            joined.add(this);
            PresenceChange coming = change(true);
            if (coming != null) {
                channel.onStrand(() -> channel.audience().note(coming));
            }
            goOn();
        }
    }

    /** Leaves the channel. */
    void leave() {
        if (left) {
            return;
        }
        PresenceChange going = active ? change(false) : null;
        left = true;
        active = false;
        readThrough = Long.MAX_VALUE;
        page = null;
        LaneGroup from = group;
        Ribbon read = ribbon;
        if (from != null && read != null) {
            from.remove(this);
            channel.onStrand(() -> leave(from, read, going));
        }
    }

    /** On the strand: nobody is told of its own going. */
    private void leave(LaneGroup from, Ribbon read, @Nullable PresenceChange going) {
        channel.leave(from, read, laggard());
        if (notes != null) {
            channel.audience().ceaseToAttend(from, notes);
        }
        if (going != null) {
            channel.audience().note(going);
        }
    }

    /** That its session comes or goes, where somebody notes it; a reader of a pattern does so unseen. */
    private @Nullable PresenceChange change(boolean joined) {
        return channel.audience().isAttendedAnywhere() && asked.channel().equals(channel.name())
                ? new PresenceChange(channel.name(), presence(), joined)
                : null;
    }

    /** How many messages it has yet to write, as far as the channel's head tells. */
    long behind() {
        HotWindow window = channel.window();
        return active && window.epoch.equals(epoch) ? Math.max(0, window.head() - index) : 0;
    }

    @Override
    public long readThrough() {
        return readThrough;
    }

    /** Writes what is there, unless a write is in flight. */
    void goOn() {
        if (active && !loading) {
            link.output().offer(this);
        }
    }

    /** Adds what comes next to a write; says whether there may be more. */
    boolean take(Batch batch) {
        if (!active || loading) {
            return false;
        }
        if (notes != null && notes.take(link.codec(), batch)) {
            return true;
        }
        EncodedPage ready = page;
        if (ready != null) {
            page = null;
            if (ready.expires().isAfter(engine.time.now())) {
                takePage(ready, batch);
                return true;
            }
        }
        Ribbon read = ribbon;
        LaneGroup mine = group;
        if (read == null || mine == null) {
            return false;
        }
        Tape tape = read.tape();
        if (known && tape.epoch.equals(epoch)) {
            long head = tape.head();
            if (index >= head && index <= tape.written()) {
                return false;
            }
            if (index < head) {
                if (channel.rules().isLatestOnly()) {
                    index = head - 1;
                }
                if (takeTape(tape, mine, batch)) {
                    return index < tape.head();
                }
            }
        }
        return load();
    }

    private boolean takeTape(Tape tape, LaneGroup mine, Batch batch) {
        if (form instanceof GatheringForm) {
            Frame frame = mine.frame(tape, index, batch.space());
            return frame != null && took(frame.addTo(batch));
        }
        Segment segment = tape.hold(index + 1, engine.time.now());
        if (segment == null) {
            return false;
        }
        tape.touch(engine.time.nanoTime());
        long through = Math.min(segment.lastWithin(index + 1, Math.max(batch.space(), 0)), tape.head());
        int from = segment.startOf(index + 1);
        batch.add(mine.slice(segment, from, segment.endOf(through)), segment);
        return took(through);
    }

    private boolean took(long through) {
        engine.counters.delivered.add(through - index);
        forgivesThrough = Origin.NOTHING;
        moved(through);
        return true;
    }

    private void takePage(EncodedPage ready, Batch batch) {
        Gap gap = ready.gap();
        if (gap == null && asked.whole() && !ready.through().epoch().equals(epoch)) {
            endWithEpoch(ready, batch);
            return;
        }
        boolean goesOn = gap == null || isForgiven(gap) || show(gap, batch);
        if (goesOn && ready.bytes().hasRemaining()) {
            batch.add(ready.bytes().duplicate());
            engine.counters.delivered.add(ready.messages());
        }
        epoch = ready.through().epoch();
        moved(ready.through().offset());
        forgivesThrough = Origin.NOTHING;
        known = true;
        if (gap != null && !goesOn) {
            link.readers().remove(channel.name());
        }
    }

    private boolean isForgiven(Gap gap) {
        return gap.to().offset() <= forgivesThrough && gap.to().epoch().equals(epoch);
    }

    /** Writes a gap; says whether anything may follow it. */
    private boolean show(Gap gap, Batch batch) {
        engine.counters.gaps.increment();
        Output out = new Output();
        Position nowhere = new Position(ChannelState.LIVE_EPOCH, 0);
        try {
            link.codec().encode(channel.rules().isLive() ? new Gap(channel.name(), nowhere, nowhere) : gap, out);
        } catch (PushCoreException ends) {
            // a codec without a place for gaps: nothing of what comes behind one may be written
            link.close(ends.code(), ends.sentence());
            return false;
        }
        if (out.length() > 0) {
            batch.add(ByteBuffer.wrap(out.toBytes()));
        }
        // who wants all or nothing gets nothing after a gap
        return !asked.whole();
    }

    /**
     * Its client was told one epoch, and would go on in it: an offset of the next one would be a position that never was. So it hears nothing of the
     * next one, and begins again from where it stands.
     */
    private void endWithEpoch(EncodedPage ready, Batch batch) {
        Output out = new Output();
        link.codec()
                .encode(
                        new Gap(
                                channel.name(),
                                position(),
                                new Position(ready.through().epoch(), index)),
                        out);
        if (out.length() > 0) {
            batch.add(ByteBuffer.wrap(out.toBytes()));
        }
        link.readers().remove(channel.name());
    }

    private void moved(long through) {
        index = through;
        if (asked.waits()) {
            readThrough = through;
            channel.hasRead(through);
        }
    }

    /** Asks for the next page; says whether it is there already. */
    private boolean load() {
        HotWindow window = channel.window();
        if (window == stuckWindow && window.head() == stuckHead) {
            return false;
        }
        CompletableFuture<EncodedPage> asked = engine.pages.after(channel, form, epoch, index);
        if (asked.isDone() && !asked.isCompletedExceptionally()) {
            return loaded(asked.join());
        }
        loading = true;
        asked.whenComplete((found, failure) -> link.onLane(() -> {
            if (found != null) {
                loading = false;
                loaded(found);
                goOn();
            } else {
                engine.logLines.warn("read failed", "storage cannot be read, reading is repeated: " + failure);
                engine.time.schedule(
                        Duration.ofMillis(200),
                        () -> link.onLane(() -> {
                            loading = false;
                            goOn();
                        }));
            }
        }));
        return false;
    }

    /** Takes the page that was asked for; says whether there may be more to write. */
    private boolean loaded(EncodedPage found) {
        if (found.gap() != null && windowReaches()) {
            // the log has let go of it, the window has not
            known = true;
            return true;
        }
        boolean same =
                found.through().offset() == index && found.through().epoch().equals(epoch);
        if (same && found.gap() == null) {
            // nothing new where the window does not reach: the next wake asks again
            stuckWindow = found.asked().window();
            stuckHead = found.asked().head();
            known = true;
            return false;
        }
        page = found;
        return true;
    }

    private boolean windowReaches() {
        HotWindow window = channel.window();
        return !channel.rules().isLive() && window.epoch.equals(epoch) && window.reaches(index);
    }
}
