package io.pushcore.peer;

import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A wired carrier from its opening to its end. */
final class Station implements Wire.Reception {
    private static final Duration BEAT = Duration.ofSeconds(1);

    /** The next beat may be so late before this node takes itself for one that stood still. */
    private static final Duration LATE = Duration.ofSeconds(2);

    /** An end waits so long for the goodbye to leave, and for the wire to end. */
    private static final Duration LONGEST_END = Duration.ofSeconds(1);

    private final CarrierContext context;
    private final Carrier.Inbound inbound;
    private final Wire wire;
    private final long start;
    private final OwnInterest own = new OwnInterest();
    private final Awaited awaited;
    private final Outbox outbox;
    private final Members members;
    private final Probes probes;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long nextTick;

    Station(CarrierContext context, Carrier.Inbound inbound, Wire wire) {
        this.context = context;
        this.inbound = inbound;
        this.wire = wire;
        this.start = context.time().now().toEpochMilli();
        this.awaited = new Awaited(context.time());
        this.outbox = new Outbox(context, wire, own, start);
        this.members = new Members(outbox, own, awaited);
        this.probes = new Probes(context, outbox);
    }

    CompletionStage<Void> open() {
        return wire.open(context, this).thenRun(() -> {
            outbox.beat(Outbox.ALL, true);
            outbox.begin();
            scheduleTick();
        });
    }

    CompletionStage<Void> interest(String name, boolean on) {
        long version = own.change(name, on);
        outbox.tellNews();
        return awaited.until(version);
    }

    boolean isWanted(String channel) {
        return members.isWanted(channel);
    }

    void hint(String channel, byte[] hint) {
        Collection<Member> wanting = members.wanting(channel);
        if (wanting.isEmpty()) {
            return;
        }
        int others = members.names().size();
        byte[] entry = Frame.hint(channel, hint);
        // an engine copies for all what is given once, and who does not want it drops it sooner than it would be sent
        // again
        if (wanting.size() > 1 && wanting.size() * 2 >= others) {
            outbox.add(List.of(Outbox.ALL), entry);
        } else {
            List<String> nodes = new ArrayList<>(wanting.size());
            wanting.forEach(member -> nodes.add(member.name));
            outbox.add(nodes, entry);
        }
    }

    void control(String node, byte[] bytes) {
        if (!node.equals(context.node())) {
            outbox.add(List.of(node), Frame.control(bytes));
        }
    }

    List<String> members() {
        return members.names();
    }

    CompletionStage<Void> probe() {
        return probes.send(wire.name());
    }

    CompletionStage<Void> close() {
        if (!closed.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        awaited.close();
        probes.close();
        return bounded(outbox.finish()).thenCompose(left -> bounded(wire.close()));
    }

    @Override
    public void frame(byte[] sealed) {
        if (closed.get()) {
            return;
        }
        if (sealed.length > wire.largestFrame()) {
            inbound.dropped(Carrier.Drop.GARBLED);
            return;
        }
        Optional<byte[]> content = context.seal().open(sealed);
        if (content.isEmpty()) {
            inbound.dropped(Carrier.Drop.FORGED);
        } else if (content.get().length == 0) {
            inbound.dropped(Carrier.Drop.GARBLED);
        } else if (!Frame.isOfThisVersion(content.get())) {
            inbound.dropped(Carrier.Drop.OTHER_VERSION);
        } else {
            read(content.get());
        }
    }

    @Override
    public void missed() {
        if (!closed.get()) {
            inbound.missed();
            // what the others changed meanwhile stands in their beats
            outbox.beat(Outbox.ALL, true);
            outbox.begin();
        }
    }

    private void read(byte[] content) {
        Frame frame;
        try {
            frame = Frame.read(content);
        } catch (Garbled garbled) {
            inbound.dropped(Carrier.Drop.GARBLED);
            return;
        }
        if (!frame.node().equals(context.node())) {
            take(frame);
        } else if (frame.start() == start) {
            frame.entries().forEach(this::takeOwn);
        }
    }

    private void takeOwn(Entry entry) {
        if (entry instanceof Entry.Probe probe) {
            probes.came(probe.number());
        }
    }

    private void take(Frame frame) {
        Effects effects = members.take(frame, context.time().nanoTime());
        outbox.begin();
        if (effects.acked >= 0) {
            awaited.acked(frame.node(), effects.acked);
        }
        if (effects.left && !effects.joined) {
            awaited.left(frame.node());
        }
        if (effects.joined || effects.left) {
            inbound.membersChanged();
        }
        boolean lost = false;
        for (Entry entry : frame.entries()) {
            if (entry instanceof Entry.Hint hint) {
                deliver(frame.node(), hint);
            } else if (entry instanceof Entry.Control control) {
                inbound.control(frame.node(), control.bytes);
            } else if (entry instanceof Entry.Lost) {
                lost = true;
            }
        }
        if (lost || effects.missed) {
            inbound.missed();
        }
    }

    private void deliver(String node, Entry.Hint hint) {
        if (!own.wants(hint.channel)) {
            return;
        }
        try {
            Names.channel(hint.channel);
        } catch (PushCoreException wrong) {
            // a pattern takes what is no name of a channel too
            inbound.dropped(Carrier.Drop.GARBLED);
            return;
        }
        inbound.hint(node, hint.channel, hint.bytes);
    }

    private void scheduleTick() {
        if (!closed.get()) {
            nextTick = context.time().nanoTime() + BEAT.toNanos();
            context.time().schedule(BEAT, this::tick);
        }
    }

    private void tick() {
        if (closed.get()) {
            return;
        }
        long now = context.time().nanoTime();
        List<String> gone = members.tick(now, now - nextTick > LATE.toNanos());
        gone.forEach(awaited::left);
        outbox.tick();
        scheduleTick();
        if (!gone.isEmpty()) {
            inbound.membersChanged();
        }
    }

    /** The same, but it ends in time, and well. */
    private CompletionStage<Void> bounded(CompletionStage<Void> work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        var late = context.time().schedule(LONGEST_END, () -> done.complete(null));
        work.whenComplete((ended, failure) -> {
            late.cancel();
            done.complete(null);
        });
        return done;
    }
}
