package io.pushcore.engine.simulation;

import io.pushcore.Position;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** What a reader of a channel without a log must be shown: each message at most once, in the order all see. */
final class LiveCheck implements ReaderCheck {
    private final World world;
    private final String who;
    private final NavigableMap<Long, Seen> all;
    private final boolean latestOnly;
    private long lastTime = Long.MIN_VALUE;
    private boolean mayMiss;

    /** @param all what any reader of the channel has seen, by its time */
    LiveCheck(World world, String who, String channel, NavigableMap<Long, Seen> all) {
        this.world = world;
        this.who = who;
        this.all = all;
        this.latestOnly = world.rulesOf(channel).isLatestOnly();
    }

    @Override
    public void started(Position position) {
        world.mustBe(position.offset() == 0, "L12: a live channel has no position: %s", position);
    }

    @Override
    public void startedInstead(Position head) {
        throw world.violation("R2: " + who + " did not ask for all or nothing, and starts at " + head);
    }

    @Override
    public void message(Seen seen) {
        world.trace().say("%s sees live %s", who, seen.text());
        world.tally().count(Happening.LIVE_MESSAGE);
        world.mustBe(seen.time() > lastTime, "L12: seen twice or out of order: %s, by %s", seen, who);
        world.mustBe(world.publishedAt(seen.text()) > 0, "L12: seen and never published: %s, by %s", seen, who);
        world.mustBe(!isExpired(seen), "L7: saw %s which has expired, by %s", seen, who);
        Seen other = all.putIfAbsent(seen.time(), seen);
        world.mustBe(other == null || other.equals(seen), "L12: two readers differ: %s and %s", other, seen);
        if (lastTime != Long.MIN_VALUE && !mayMiss && !latestOnly) {
            List<Seen> between = all.subMap(lastTime, false, seen.time(), false).values().stream()
                    .filter(one -> !isExpired(one))
                    .toList();
            world.mustBe(between.isEmpty(), "L12: missed %s without a gap, saw %s, by %s", between, seen, who);
        }
        lastTime = seen.time();
        mayMiss = false;
    }

    private boolean isExpired(Seen seen) {
        return seen.expires() <= SimulatedForm.nanos(world.now());
    }

    @Override
    public void gap(Position from, Position to) {
        world.trace().say("%s meets a live gap", who);
        world.tally().count(Happening.LIVE_GAP);
        mayMiss = true;
    }

    @Override
    public @Nullable Position position() {
        return null;
    }

    @Override
    public String behind() {
        return "";
    }

    /** It has not if it was told that it missed some. */
    @Override
    public String behind(String payload) {
        if (mayMiss) {
            return "";
        }
        String newest = all.isEmpty() ? "" : all.lastEntry().getValue().text();
        return lastTime == Long.MIN_VALUE || all.lastKey() != lastTime || !newest.equals(payload)
                ? who + " has not seen the last live message " + payload
                : "";
    }
}
