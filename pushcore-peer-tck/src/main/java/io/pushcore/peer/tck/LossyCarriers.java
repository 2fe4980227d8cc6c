package io.pushcore.peer.tck;

import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.Wire;
import io.pushcore.peer.WiredCarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carriers of nodes in one process, which lose, repeat, delay and thereby reorder frames by a seed, and whose nodes can be cut off,
 * stand still and die. All that arrives arrives on the timer of the time given: with {@code ManualTime} a whole cluster runs in one
 * thread, and a seed plays the same again. Usable from any thread.
 */
public final class LossyCarriers {
    private final Time time;

    /** Guards what follows; not held while a frame is delivered. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Random chance;
    private final Map<String, Plug> plugs = new LinkedHashMap<>();
    private final Set<List<String>> cuts = new HashSet<>();
    private final Tally tally = new Tally();
    private double losing;
    private double repeating;
    private long leastDelay;
    private long mostDelay;
    private int largestFrame = 64 << 10;

    private LossyCarriers(Time time, long seed) {
        this.time = time;
        this.chance = new Random(seed);
    }

    /** Carriers that deliver everything at once, in its order, until they are told otherwise. */
    public static LossyCarriers lossless(Time time) {
        return new LossyCarriers(time, 0);
    }

    /** Carriers that lose one frame in twenty, deliver as many twice, and take up to 20 ms. */
    public static LossyCarriers lossy(Time time, long seed) {
        return new LossyCarriers(time, seed)
                .losing(0.05)
                .repeating(0.05)
                .delaying(Duration.ZERO, Duration.ofMillis(20));
    }

    /** Loses this share of the frames, from 0 to 1. */
    public LossyCarriers losing(double share) {
        return set(() -> losing = share);
    }

    /** Delivers this share of the frames twice. */
    public LossyCarriers repeating(double share) {
        return set(() -> repeating = share);
    }

    /** Delivers each frame after a time between these two, each by itself: where they differ, frames overtake each other. */
    public LossyCarriers delaying(Duration least, Duration most) {
        return set(() -> {
            leastDelay = least.toNanos();
            mostDelay = most.toNanos();
        });
    }

    /** Takes frames of so many bytes at most; 64 KiB unless said. */
    public LossyCarriers frames(int largest) {
        return set(() -> largestFrame = largest);
    }

    /** The carrier of one more node of the only cluster. */
    public Carrier carrier() {
        return carrier("");
    }

    /** The carrier of one more node of a cluster; nodes of another hear nothing of it. */
    public Carrier carrier(String cluster) {
        return WiredCarrier.over(wire(cluster));
    }

    /** What {@link #carrier(String)} is made of. */
    public Wire wire(String cluster) {
        return new Plug(this, cluster, largestFrame);
    }

    /** Loses all that one node sends another, until {@link #mend}. */
    public void cut(String from, String to) {
        set(() -> cuts.add(List.of(from, to)));
    }

    /** Ends a cut in one direction. */
    public void mend(String from, String to) {
        set(() -> cuts.remove(List.of(from, to)));
    }

    /** Ends all cuts between nodes. */
    public void mendAll() {
        set(cuts::clear);
    }

    /** Takes a node off, in both directions: it hears not even itself, until {@link #reconnect}. */
    public void disconnect(String node) {
        set(() -> plug(node).connected = false);
    }

    /** Brings a node back, which is told that it may have missed something. */
    public void reconnect(String node) {
        Plug plug = plug(node);
        set(() -> plug.connected = true);
        time.schedule(Duration.ZERO, plug::missed);
    }

    /**
     * Lets a node stand still: what it sends and what is sent to it waits until {@link #thaw}. Its timers are those of the time it was
     * given, and run on unless that one stands still too.
     */
    public void freeze(String node) {
        set(() -> plug(node).frozen = true);
    }

    /** Lets a node go on: first it hears what waited for it, then the others what it said. */
    public void thaw(String node) {
        Plug plug = plug(node);
        List<Held> held = new ArrayList<>();
        set(() -> {
            plug.frozen = false;
            held.addAll(plug.heard);
            held.addAll(plug.said);
            plug.heard.clear();
            plug.said.clear();
        });
        held.forEach(one -> one.goOn(this));
    }

    /** Ends a node without a word: nothing comes from it or to it any more. */
    public void kill(String node) {
        set(() -> plugs.remove(node));
    }

    /** Delivers bytes that no carrier made to all nodes of a cluster. */
    public void inject(String cluster, byte[] bytes) {
        List<Plug> all = new ArrayList<>();
        set(() -> plugs.values().stream()
                .filter(plug -> plug.cluster.equals(cluster))
                .forEach(all::add));
        for (Plug plug : all) {
            time.schedule(Duration.ZERO, () -> plug.receive(bytes.clone()));
        }
    }

    /** What became of frames so far. */
    public Fates fates() {
        lock.lock();
        try {
            return new Fates(tally.sent, tally.lost, tally.repeated);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What became of frames, counted by receiver.
     *
     * @param sent how many were sent
     * @param lost how many of them never arrived
     * @param repeated how many of them arrived twice
     */
    public record Fates(long sent, long lost, long repeated) {}

    void plugIn(String node, Plug plug) {
        set(() -> plugs.put(node, plug));
    }

    void plugOut(String node, Plug plug) {
        set(() -> plugs.remove(node, plug));
    }

    /** A node sends; an empty {@code to} is all others. */
    void send(String from, String to, byte[] frame) {
        List<Runnable> work = new ArrayList<>();
        set(() -> {
            Plug sender = plugs.get(from);
            if (sender == null) {
                return;
            }
            if (sender.frozen) {
                sender.said.add(carriers -> carriers.send(from, to, frame));
                return;
            }
            for (Map.Entry<String, Plug> each : plugs.entrySet()) {
                Plug receiver = each.getValue();
                boolean meant = to.isEmpty() ? receiver != sender : to.equals(each.getKey());
                if (meant && receiver.cluster.equals(sender.cluster)) {
                    decide(from, each.getKey(), frame, work);
                }
            }
        });
        work.forEach(Runnable::run);
    }

    private void decide(String from, String to, byte[] frame, List<Runnable> work) {
        tally.sent++;
        boolean reaches = plug(from).connected && plug(to).connected && !cuts.contains(List.of(from, to));
        if (!reaches || chance.nextDouble() < losing) {
            tally.lost++;
            return;
        }
        boolean twice = chance.nextDouble() < repeating;
        tally.repeated += twice ? 1 : 0;
        for (int i = 0; i < (twice ? 2 : 1); i++) {
            long nanos = leastDelay + (long) (chance.nextDouble() * (mostDelay - leastDelay));
            work.add(() -> time.schedule(Duration.ofNanos(nanos), () -> arrive(to, frame)));
        }
    }

    private void arrive(String to, byte[] frame) {
        Plug receiver;
        lock.lock();
        try {
            receiver = plugs.get(to);
            if (receiver != null && receiver.frozen) {
                receiver.heard.add(carriers -> carriers.time.schedule(Duration.ZERO, () -> carriers.arrive(to, frame)));
                return;
            }
        } finally {
            lock.unlock();
        }
        if (receiver != null) {
            receiver.receive(frame.clone());
        }
    }

    private Plug plug(String node) {
        Plug plug = plugs.get(node);
        if (plug == null) {
            throw new IllegalArgumentException("no such node: " + node);
        }
        return plug;
    }

    private LossyCarriers set(Runnable change) {
        lock.lock();
        try {
            change.run();
            return this;
        } finally {
            lock.unlock();
        }
    }

    /** Something that waits for a node to go on. */
    @FunctionalInterface
    interface Held {
        void goOn(LossyCarriers carriers);
    }

    private static final class Tally {
        long sent;
        long lost;
        long repeated;
    }
}
