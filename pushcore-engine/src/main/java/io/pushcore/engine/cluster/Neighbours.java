package io.pushcore.engine.cluster;

import io.pushcore.Node;
import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The other nodes, as each says of itself every two seconds. Any thread reads. */
final class Neighbours {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Footing footing;
    private final Carrier carrier;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private volatile Time.@Nullable Timer timer;
    private volatile boolean stopped;

    private record Heard(Node node, long at) {}

    Neighbours(Footing footing, Carrier carrier) {
        this.footing = footing;
        this.carrier = carrier;
    }

    /** Tells the others of this node, now and again. */
    void start() {
        if (!stopped) {
            tell();
            timer = footing.time().schedule(EVERY, () -> footing.turn().execute(this::start));
        }
    }

    void stop() {
        stopped = true;
        Time.Timer scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }

    /** Tells the others how this node is. */
    void tell() {
        carrier.control("", ControlCodec.bytes(new Control.Status(footing.status())));
    }

    /** A node has told of itself, and of nobody else. */
    void told(String from, Node node) {
        if (node.name().equals(from)) {
            heard.put(from, new Heard(node, footing.time().nanoTime()));
        }
    }

    /** Forgets who is there no more. */
    void membersChanged() {
        List<String> members = carrier.members();
        heard.keySet().removeIf(name -> !members.contains(name));
    }

    /** Those that are there and have told of themselves, and this one, by their names. */
    List<Node> all() {
        List<String> members = carrier.members();
        long now = footing.time().nanoTime();
        List<Node> all = new ArrayList<>();
        all.add(footing.status());
        heard.forEach((name, one) -> {
            if (members.contains(name)) {
                all.add(silent(one.node(), Duration.ofNanos(Math.max(0, now - one.at()))));
            }
        });
        all.sort(Comparator.comparing(Node::name));
        return all;
    }

    private static Node silent(Node node, Duration silent) {
        return new Node(
                node.name(),
                node.address(),
                node.state(),
                node.since(),
                silent,
                node.connections(),
                node.sessions(),
                node.channels());
    }
}
