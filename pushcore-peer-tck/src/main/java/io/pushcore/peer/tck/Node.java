package io.pushcore.peer.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.CarrierContext;
import io.pushcore.peer.Seal;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A node that notes what its carrier tells it. */
final class Node implements Carrier.Inbound {
    final String name;
    final Carrier carrier;
    final AtomicInteger hintCount = new AtomicInteger();
    final AtomicInteger missed = new AtomicInteger();
    final AtomicInteger changes = new AtomicInteger();
    final List<Carrier.Drop> drops = new CopyOnWriteArrayList<>();
    final List<Heard> controls = new CopyOnWriteArrayList<>();
    private final List<Heard> hints = new CopyOnWriteArrayList<>();
    private volatile Consumer<byte[]> onHint;

    Node(String name, Carrier carrier) {
        this.name = name;
        this.carrier = carrier;
        this.onHint = bytes -> {};
    }

    CompletionStage<Void> open(Time time, Executor blocking, Seal seal) {
        return carrier.open(new CarrierContext(name, time, blocking, seal), this);
    }

    /** Shows each hint from now on, also beyond the first 2,000, which are kept. */
    void showHints(Consumer<byte[]> to) {
        onHint = to;
    }

    void hint(String channel, String text) {
        carrier.hint(channel, text.getBytes(UTF_8));
    }

    List<Heard> hints() {
        return hints;
    }

    @Override
    public void hint(String node, String channel, byte[] hint) {
        hintCount.incrementAndGet();
        onHint.accept(hint);
        if (hints.size() < 2_000 || channel.startsWith("fence.")) {
            hints.add(new Heard(node, channel, new String(hint, UTF_8)));
        }
    }

    @Override
    public void control(String node, byte[] bytes) {
        controls.add(new Heard(node, "", new String(bytes, UTF_8)));
    }

    @Override
    public void membersChanged() {
        changes.incrementAndGet();
    }

    @Override
    public void missed() {
        missed.incrementAndGet();
    }

    @Override
    public void dropped(Carrier.Drop why) {
        drops.add(why);
    }

    /** Something that came, from whom, and what it said. */
    record Heard(String node, String channel, String text) {}
}
