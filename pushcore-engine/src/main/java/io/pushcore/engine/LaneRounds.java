package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Time;
import io.pushcore.transport.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The connections by lane; once a second each lane goes round and looks at the deadlines of its own. */
final class LaneRounds {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Engine engine;
    private final boolean guarded;
    /** The sets are touched by their lane only. */
    private final Map<Lane, Set<NetLink>> links = new ConcurrentHashMap<>();

    private final AtomicInteger unauthenticated = new AtomicInteger();
    private volatile Time.@Nullable Timer timer;

    LaneRounds(Engine engine, boolean guarded) {
        this.engine = engine;
        this.guarded = guarded;
    }

    void start() {
        timer = engine.time.schedule(EVERY, () -> {
            links.forEach((lane, own) -> lane.execute(() -> round(own)));
            start();
        });
    }

    void stop() {
        Time.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    void add(NetLink link) {
        links.computeIfAbsent(link.lane(), lane -> new LinkedHashSet<>()).add(link);
        if (guarded) {
            unauthenticated.incrementAndGet();
        }
    }

    void remove(NetLink link) {
        Set<NetLink> own = links.get(link.lane());
        if (own != null) {
            own.remove(link);
        }
        if (guarded && !link.isAuthenticated()) {
            unauthenticated.decrementAndGet();
        }
    }

    /** A connection has shown its credentials. */
    void authenticated() {
        if (guarded) {
            unauthenticated.decrementAndGet();
        }
    }

    int unauthenticated() {
        return unauthenticated.get();
    }

    /** Runs work on each lane with the connections that it has now, in a list of the work's own. */
    void onEachLane(BiConsumer<Lane, List<NetLink>> work) {
        links.forEach((lane, own) -> lane.execute(() -> work.accept(lane, new ArrayList<>(own))));
    }

    /** Tells all connections to reconnect and closes them. */
    void closeAll() {
        onEachLane((lane, own) -> own.forEach(LaneRounds::sendAway));
    }

    /** Tells one to reconnect and closes it. */
    static void sendAway(NetLink link) {
        link.close(ErrorCode.CLOSED, "broker is closing; reconnect");
    }

    private void round(Set<NetLink> own) {
        for (NetLink link : List.copyOf(own)) {
            link.watch().check(guarded && !link.isAuthenticated());
        }
    }
}
