package io.pushcore.engine.simulation;

import io.pushcore.Position;
import io.pushcore.Start;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where readers begin, and what each of them must be shown from there. */
final class Places {
    /**
     * A place to begin.
     *
     * @param word what a client writes for it
     * @param asked the position, if it is one
     */
    record Place(
            Start start,
            String word,
            LogCheck.Kind kind,
            @Nullable Position asked) {}

    private static final Place NOW = new Place(Start.now(), "now", LogCheck.Kind.NOW, null);
    private static final Place NOWHERE = after(new Position("nowhere", 1));

    private final World world;
    private final Chance chance;
    /** Positions that readers had when they ended, by channel. */
    private final Map<String, List<Position>> remembered = new HashMap<>();

    private final Map<String, NavigableMap<Long, ReaderCheck.Seen>> liveSeen = new HashMap<>();

    Places(World world) {
        this.world = world;
        this.chance = world.chance();
    }

    /** A place to begin in a channel. */
    Place any(String channel) {
        if (world.rulesOf(channel).isLive() || chance.oneIn(3)) {
            return NOW;
        }
        int choice = chance.below(8);
        if (choice == 0) {
            return new Place(Start.earliest(), "earliest", LogCheck.Kind.KEPT, null);
        }
        if (choice == 1) {
            Instant instant = world.now().minusMillis(chance.below(8_000));
            return new Place(Start.since(instant), instant.toString(), LogCheck.Kind.KEPT, null);
        }
        return after(position(channel));
    }

    /** A place to begin for who asks for all after it or nothing; there are none in a channel without a log. */
    Place anyWhole(String channel) {
        return world.rulesOf(channel).isLive() && chance.oneIn(2) ? NOWHERE : any(channel);
    }

    private static Place after(Position position) {
        return new Place(Start.after(position), position.toString(), LogCheck.Kind.AFTER, position);
    }

    private Position position(String channel) {
        List<Position> known = remembered.getOrDefault(channel, List.of());
        if (!known.isEmpty() && chance.oneIn(2)) {
            world.tally().count(Happening.RECOVERED_BY_POSITION);
            return known.get(known.size() - 1 - chance.below(Math.min(known.size(), 3)));
        }
        List<String> epochs = world.truth().epochs(channel);
        if (epochs.isEmpty()) {
            return new Position("nowhere", chance.below(3));
        }
        String epoch = chance.oneIn(8) ? chance.pick(epochs) : epochs.get(epochs.size() - 1);
        int last = (int) world.truth().end(channel, epoch);
        if (chance.oneIn(20)) {
            world.tally().count(Happening.START_BEYOND_HEAD);
            return new Position(epoch, last + chance.between(1, 5));
        }
        return new Position(epoch, Math.max(0, last - chance.below(chance.pick(3, 10, 300))));
    }

    /** A reader ends; another may go on from where it stood. */
    void remember(String channel, ReaderCheck check) {
        Position position = check.position();
        if (position != null) {
            remembered.computeIfAbsent(channel, name -> new ArrayList<>()).add(position);
        }
    }

    /** What live channels carried is forgotten with the broker. */
    void forgetLive() {
        liveSeen.clear();
    }

    /**
     * What a reader that begins at a place must be shown.
     *
     * @param isWaitedFor whether publishing is to wait for it, where the channel's rules say so
     */
    ReaderCheck check(String who, String channel, Place place, boolean isWaitedFor) {
        return world.rulesOf(channel).isLive()
                ? live(who, channel)
                : new LogCheck(world, who, channel, place.kind, place.asked, world.step(), isWaitedFor);
    }

    /** The same for a reader that asks for all after its place or nothing of it. */
    ReaderCheck wholeCheck(String who, String channel, Place place, boolean isWaitedFor) {
        // what is later than an instant is all there, or it is not recovered
        boolean isExact = place.start instanceof Start.Since;
        Place strict = isExact ? new Place(place.start, place.word, LogCheck.Kind.AFTER, null) : place;
        return new WholeCheck(
                world,
                who,
                channel,
                place.start,
                check(who, channel, strict, isWaitedFor),
                check(who, channel, NOW, isWaitedFor));
    }

    /** What a reader of a pattern, subscribed at a step of the world, must be shown of one channel. */
    ReaderCheck patternCheck(String who, String channel, long since) {
        return world.rulesOf(channel).isLive() ? live(who, channel) : LogCheck.ofPattern(world, who, channel, since);
    }

    private ReaderCheck live(String who, String channel) {
        return new LiveCheck(world, who, channel, liveSeen.computeIfAbsent(channel, name -> new TreeMap<>()));
    }
}
