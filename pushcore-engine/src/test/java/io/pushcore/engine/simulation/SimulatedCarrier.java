package io.pushcore.engine.simulation;

import io.pushcore.Pattern;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.CarrierContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The carrier of one node: it says each second that it is there and what it wants, and all it knows of others is what came over the wire. */
final class SimulatedCarrier implements Carrier {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final ClusterWorld world;
    private final Wire wire;
    private final Scheduler scheduler;
    private final Set<String> wanted = new HashSet<>();
    /** How often that has changed. */
    private long version;

    private final Map<String, Member> members = new TreeMap<>();
    private @Nullable CarrierContext context;
    private @Nullable Inbound inbound;
    private boolean stopped;

    /** Another node, as it was heard of. */
    private static final class Member {
        private Set<String> wanted = Set.of();
        private long version = -1;
        private long heardAt;
    }

    SimulatedCarrier(ClusterWorld world, Wire wire, Scheduler scheduler) {
        this.world = world;
        this.wire = wire;
        this.scheduler = scheduler;
    }

    /** The process is gone. */
    void stop() {
        stopped = true;
        wire.remove(this);
    }

    String node() {
        return context().node();
    }

    private CarrierContext context() {
        return Objects.requireNonNull(context, "opened");
    }

    private Inbound inbound() {
        return Objects.requireNonNull(inbound, "opened");
    }

    /** Something has come over the wire. */
    void arrive(Runnable arrival) {
        if (!stopped) {
            scheduler.execute(arrival);
        }
    }

    void missed() {
        world.tally.count(ClusterHappening.CARRIER_MISSED);
        scheduler.execute(inbound()::missed);
    }

    // ---- what the broker asks

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public CompletionStage<Void> open(CarrierContext newContext, Inbound newInbound) {
        context = newContext;
        inbound = newInbound;
        wire.add(this);
        beat();
        return CompletableFuture.completedFuture(null);
    }

    private void beat() {
        if (stopped) {
            return;
        }
        Set<String> now = Set.copyOf(wanted);
        long of = version;
        wire.others(this).forEach(to -> wire.send(this, to, () -> to.heard(this, now, of)));
        forgetSilent();
        context().time().schedule(BEAT, this::beat);
    }

    private void heard(SimulatedCarrier from, Set<String> now, long of) {
        boolean isNew = !members.containsKey(from.node());
        Member member = members.computeIfAbsent(from.node(), name -> new Member());
        member.heardAt = world.clock.nanoTime();
        if (of >= member.version) {
            member.version = of;
            member.wanted = now;
        }
        if (isNew) {
            inbound().membersChanged();
        }
    }

    private void forgetSilent() {
        long longAgo = world.clock.nanoTime() - SILENCE.toNanos();
        if (members.values().removeIf(member -> member.heardAt < longAgo)) {
            world.tally.count(ClusterHappening.MEMBER_LOST);
            inbound().membersChanged();
        }
    }

    @Override
    public CompletionStage<Void> interest(String channelOrPattern, boolean on) {
        if (on) {
            wanted.add(channelOrPattern);
        } else {
            world.tally.count(ClusterHappening.INTEREST_SWEPT);
            wanted.remove(channelOrPattern);
        }
        world.trace.say("%s wants %s: %s", node(), channelOrPattern, on);
        long of = ++version;
        Set<String> now = Set.copyOf(wanted);
        CompletableFuture<Void> known = new CompletableFuture<>();
        Set<String> missing = new HashSet<>(members.keySet());
        for (SimulatedCarrier to : wire.others(this)) {
            wire.send(this, to, () -> {
                to.heard(this, now, of);
                wire.send(to, this, () -> {
                    missing.remove(to.node());
                    if (missing.isEmpty()) {
                        known.complete(null);
                    }
                });
            });
        }
        if (missing.isEmpty()) {
            known.complete(null);
        } else {
            context().time().schedule(BEAT, () -> known.complete(null));
        }
        return known;
    }

    @Override
    public boolean isWanted(String channel) {
        return members.values().stream().anyMatch(member -> wants(member.wanted, channel));
    }

    private static boolean wants(Set<String> wanted, String channel) {
        return wanted.contains(channel)
                || wanted.stream().map(Pattern::of).anyMatch(one -> one.isWild() && one.matches(channel));
    }

    @Override
    public void hint(String channel, byte[] hint) {
        mustFit(hint);
        byte[] sealed = context().seal().seal(hint);
        for (SimulatedCarrier to : wire.others(this)) {
            if (wants(to.wanted, channel)) {
                boolean forged = wire.forges();
                wire.send(this, to, () -> to.hinted(node(), channel, forged ? garbled(sealed) : sealed));
            }
        }
    }

    private void hinted(String from, String channel, byte[] sealed) {
        context().seal().open(sealed).ifPresentOrElse(hint -> inbound().hint(from, channel, hint), () -> {
            world.tally.count(ClusterHappening.HINT_FORGED);
            inbound().dropped(Drop.FORGED);
        });
    }

    private byte[] garbled(byte[] sealed) {
        byte[] other = sealed.clone();
        other[world.chance.below(other.length)] ^= 1;
        return other;
    }

    private void mustFit(byte[] bytes) {
        world.mustBe(bytes.length <= largestHint(), "a hint or control of %d bytes", bytes.length);
    }

    @Override
    public int largestHint() {
        return world.largestHint;
    }

    @Override
    public void control(String node, byte[] bytes) {
        mustFit(bytes);
        for (SimulatedCarrier to : wire.others(this)) {
            if (node.isEmpty() || to.node().equals(node)) {
                wire.send(this, to, () -> to.inbound().control(node(), bytes));
            }
        }
    }

    @Override
    public List<String> members() {
        return new ArrayList<>(members.keySet());
    }

    @Override
    public CompletionStage<Void> probe() {
        CompletableFuture<Void> round = new CompletableFuture<>();
        if (wire.isDead()) {
            context()
                    .time()
                    .schedule(
                            Duration.ofSeconds(2),
                            () -> round.completeExceptionally(new IllegalStateException("dead")));
        } else {
            round.complete(null);
        }
        return round;
    }

    @Override
    public CompletionStage<Void> close() {
        if (context != null) {
            wire.others(this).forEach(to -> wire.send(this, to, () -> to.gone(node())));
        }
        stop();
        return CompletableFuture.completedFuture(null);
    }

    private void gone(String node) {
        if (members.remove(node) != null) {
            inbound().membersChanged();
        }
    }
}
