package io.pushcore.engine.simulation;

import io.pushcore.Message;
import io.pushcore.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who was told to follow what, at whichever node, and what that promises. */
final class ClusterFollows {
    /** So long after a call failed the storage may carry it out. */
    private static final Duration LATEST = Duration.ofSeconds(10);

    private static final class Follow {
        /** Where it took effect, once that is known, and when that was. */
        private @Nullable Position position;

        private long answered = Long.MAX_VALUE;
        /** Whether nothing was asked since that may have ended it. */
        private boolean certain;
    }

    private static final class Calls {
        private final List<Follow> follows = new ArrayList<>();
        /** How many that may end it are not answered. */
        private int ending;

        private Instant unsureUntil = Instant.MIN;
    }

    private final ClusterWorld world;
    private final Map<String, Calls> all = new HashMap<>();

    ClusterFollows(ClusterWorld world) {
        this.world = world;
    }

    private Calls of(String user, String channel) {
        return all.computeIfAbsent(user + " " + channel, unused -> new Calls());
    }

    /** A call begins; what is returned takes its answer, or null where it failed. */
    Consumer<@Nullable Position> follow(String user, String channel) {
        Calls calls = of(user, channel);
        Follow follow = new Follow();
        follow.certain = calls.ending == 0 && world.clock.now().isAfter(calls.unsureUntil);
        calls.follows.add(follow);
        return position -> {
            follow.position = position;
            if (position == null) {
                follow.certain = false;
                return;
            }
            follow.answered = world.step();
            world.tally.count(ClusterHappening.FOLLOWED);
        };
    }

    /** A call begins that ends a follow; what is returned is told whether it succeeded. */
    Consumer<Boolean> end(String user, String channel) {
        Calls calls = of(user, channel);
        calls.follows.forEach(follow -> follow.certain = false);
        calls.ending++;
        return succeeded -> {
            calls.ending--;
            if (succeeded) {
                world.tally.count(ClusterHappening.UNFOLLOWED);
            } else {
                calls.unsureUntil = world.clock.now().plus(LATEST);
            }
        };
    }

    /** Whether a message that was published at a time must be shown to all inboxes of a user. */
    boolean mustShow(String user, String channel, Position position, long publishedAt) {
        return of(user, channel).follows.stream().anyMatch(follow -> {
            Position from = follow.position;
            boolean after = from != null
                    && world.truth.areOfOneLife(channel, from, position)
                    && position.offset() > from.offset();
            return follow.certain && (after || follow.answered < publishedAt);
        });
    }

    /** Whether it may be shown: it stands after where a follow took effect, or nobody knows where that was. */
    boolean mayShow(String user, Message message) {
        return of(user, message.channel()).follows.stream().anyMatch(follow -> {
            Position from = follow.position;
            return from == null
                    || !world.truth.areOfOneLife(message.channel(), from, message.position())
                    || message.offset() > from.offset();
        });
    }
}
