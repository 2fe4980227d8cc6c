package io.pushcore.engine;

import io.pushcore.Presence;
import io.pushcore.transport.Lane;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The readers of one channel on one lane, which alone touches them. Woken at most once per batch. */
final class LaneGroup implements Listening, Runnable {
    private final Engine engine;
    private final ChannelState channel;
    private final Lane lane;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<LinkReader> members = new ArrayList<>();
    /** How many readers have joined; only the channel's strand touches it. */
    int readers;
    /** How many of them note who comes and goes; only the strand touches it. */
    int noting;

    /** The last slice that was made, for the next reader that stands at the same place. */
    private @Nullable Segment slicedFrom;

    private int sliceStart;
    private int sliceEnd;
    private @Nullable ByteBuffer slice;
    /** The same of forms that gather. */
    private @Nullable Frame frame;

    LaneGroup(Engine engine, ChannelState channel, Lane lane) {
        this.engine = engine;
        this.channel = channel;
        this.lane = lane;
    }

    Lane lane() {
        return lane;
    }

    @Override
    public void wake() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            lane.execute(this);
        }
    }

    void add(LinkReader reader) {
        reader.member = members.size();
        members.add(reader);
    }

    void remove(LinkReader reader) {
        int last = members.size() - 1;
        if (reader.member > last || members.get(reader.member) != reader) {
            return;
        }
        // the last one takes its place: who goes through the members backwards misses nobody
        LinkReader moved = members.remove(last);
        if (moved != reader) {
            members.set(reader.member, moved);
            moved.member = reader.member;
        }
    }

    /** Lets each reader go on that has no write in flight. */
    @Override
    public void run() {
        scheduled.set(false);
        channel.window().touch(engine.time.nanoTime());
        for (int i = members.size() - 1; i >= 0; i--) {
            if (i < members.size()) {
                members.get(i).goOn();
            }
        }
        slicedFrom = null;
        slice = null;
        frame = null;
    }

    /** The bytes between two places of a segment, the same object for readers that ask one after the other. */
    ByteBuffer slice(Segment segment, int from, int to) {
        ByteBuffer last = slice;
        if (last != null && segment == slicedFrom && from == sliceStart && to == sliceEnd) {
            return last;
        }
        ByteBuffer fresh = segment.slice(from, to);
        slicedFrom = segment;
        sliceStart = from;
        sliceEnd = to;
        slice = fresh;
        return fresh;
    }

    /** The messages after an index in one frame, held for a write; the same for readers that ask one after the other. Null where they are not on the tape. */
    @Nullable
    Frame frame(Tape tape, long after, int space) {
        Frame last = frame;
        if (last == null || !last.isOf(tape, after, space) || !last.tryHold()) {
            int most = channel.rules().mergeCount();
            last = Frame.of(tape, after, most == 0 ? Integer.MAX_VALUE : most, space, engine.time.now());
            frame = last;
        }
        tape.touch(engine.time.nanoTime());
        return last;
    }

    /** The sessions that read a channel, asked of its lanes. */
    static CompletableFuture<List<Presence>> presence(ChannelState channel) {
        CompletableFuture<List<Presence>> all = new CompletableFuture<>();
        channel.onStrand(() -> {
            CompletableFuture<List<Presence>> sum = CompletableFuture.completedFuture(List.of());
            for (LaneGroup group : channel.audience().groups()) {
                sum = sum.thenCombine(group.presence(), LaneGroup::both);
            }
            sum.whenComplete((presence, failure) -> all.complete(presence == null ? List.of() : presence));
        });
        return all;
    }

    private CompletableFuture<List<Presence>> presence() {
        CompletableFuture<List<Presence>> mine = new CompletableFuture<>();
        lane.execute(
                () -> mine.complete(members.stream().map(LinkReader::presence).toList()));
        return mine;
    }

    private static List<Presence> both(List<Presence> some, List<Presence> more) {
        List<Presence> both = new ArrayList<>(some);
        both.addAll(more);
        return both;
    }
}
