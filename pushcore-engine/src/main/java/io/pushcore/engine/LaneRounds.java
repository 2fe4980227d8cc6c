package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.SlowReader;
import io.pushcore.Time;
import io.pushcore.transport.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
    private static final Comparator<SlowReader> SLOWEST_FIRST =
            Comparator.comparingLong(SlowReader::behind).reversed().thenComparing(SlowReader::session);

    private final Engine engine;
    private final boolean guarded;
    /** The sets are touched by their lane only. */
    private final Map<Lane, Set<NetLink>> links = new ConcurrentHashMap<>();

    /** What was slow in the last round; each lane puts its own. */
    private final Map<Lane, List<SlowReader>> slow = new ConcurrentHashMap<>();
    /** How many connections each lane has. */
    private final Map<Lane, AtomicInteger> populations = new ConcurrentHashMap<>();

    private final AtomicInteger unauthenticated = new AtomicInteger();
    private volatile Time.@Nullable Timer timer;

    LaneRounds(Engine engine, boolean guarded) {
        this.engine = engine;
        this.guarded = guarded;
    }

    void start() {
        timer = engine.time.schedule(EVERY, () -> {
            links.forEach((lane, own) -> lane.execute(() -> round(lane, own)));
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
        populations.computeIfAbsent(link.lane(), lane -> new AtomicInteger()).incrementAndGet();
        if (guarded) {
            unauthenticated.incrementAndGet();
        }
    }

    void remove(NetLink link) {
        Set<NetLink> own = links.get(link.lane());
        if (own != null && own.remove(link)) {
            population(link.lane()).decrementAndGet();
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

    private AtomicInteger population(Lane lane) {
        return populations.computeIfAbsent(lane, some -> new AtomicInteger());
    }

    /** The lanes that have connections. */
    List<Lane> lanes() {
        return links.keySet().stream()
                .filter(lane -> population(lane).get() > 0)
                .toList();
    }

    /** The connections of a lane, on that lane. */
    List<NetLink> linksOf(Lane lane) {
        return List.copyOf(links.getOrDefault(lane, Set.of()));
    }

    /** The slowest readers of all lanes. */
    List<SlowReader> slowest() {
        return slow.values().stream()
                .flatMap(List::stream)
                .sorted(SLOWEST_FIRST)
                .limit(Sampler.MOST)
                .toList();
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

    /** Ends all connections, whatever they have yet to hear. */
    void cutAll() {
        onEachLane((lane, own) -> own.forEach(link -> link.connection().close()));
    }

    private void round(Lane lane, Set<NetLink> own) {
        List<SlowReader> behind = new ArrayList<>();
        for (NetLink link : List.copyOf(own)) {
            link.watch().check(guarded && !link.isAuthenticated());
            // who takes what is written is not slow, however much that is
            if (link.output().isWriting()) {
                link.readers().addBehind(behind);
            }
        }
        behind.sort(SLOWEST_FIRST);
        slow.put(lane, List.copyOf(behind.subList(0, Math.min(Sampler.MOST, behind.size()))));
    }
}
