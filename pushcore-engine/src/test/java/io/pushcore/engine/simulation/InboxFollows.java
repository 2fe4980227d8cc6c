package io.pushcore.engine.simulation;

import io.pushcore.Message;
import io.pushcore.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Who was told to follow what, and what that promises. */
final class InboxFollows {
    private static final class Follow {
        private boolean answered;
        /** Where it took effect, once that is known. */
        private @Nullable Position position;
        /** Whether nothing was asked since that may have ended it. */
        private boolean certain;
        /** When it was over for sure. */
        private long over = Long.MAX_VALUE;
    }

    private final InboxWorld world;
    private final Map<String, List<Follow>> all = new HashMap<>();
    /** How many calls that may end a follow were not answered yet. */
    private final Map<String, Integer> ending = new HashMap<>();

    InboxFollows(InboxWorld world) {
        this.world = world;
    }

    private List<Follow> of(String user, String channel) {
        return all.computeIfAbsent(user + " " + channel, unused -> new ArrayList<>());
    }

    /** A call begins; what is returned takes its answer, or null where it failed, and whether it may yet be carried out. */
    BiConsumer<@Nullable Position, Boolean> follow(String user, String channel) {
        Follow follow = new Follow();
        List<Follow> those = of(user, channel);
        boolean again = !those.isEmpty();
        Follow newest = again ? those.get(those.size() - 1) : null;
        Follow before = newest != null && newest.certain && newest.position != null ? newest : null;
        follow.certain = ending.getOrDefault(user + " " + channel, 0) == 0;
        those.add(follow);
        return (position, mayCome) -> {
            // one that comes later is ended by nothing that was asked before
            follow.answered = !mayCome;
            follow.position = position;
            if (position == null) {
                follow.certain = false;
                return;
            }
            world.tally.count(again ? InboxHappening.FOLLOWED_ANEW : InboxHappening.FOLLOWED);
            world.mustBe(
                    before == null || !before.certain || world.truth.isSame(channel, position, before.position),
                    "I7: followed twice, at %s and %s",
                    before == null ? "" : before.position,
                    position);
        };
    }

    /** A call begins that may end a follow; what is returned is told whether it succeeded, and whether it may yet be carried out. */
    BiConsumer<Boolean, Boolean> end(String user, String channel) {
        List<Follow> those = of(user, channel);
        List<Follow> before = those.stream().filter(follow -> follow.answered).toList();
        those.forEach(follow -> follow.certain = false);
        ending.merge(user + " " + channel, 1, Integer::sum);
        return (succeeded, mayCome) -> {
            if (!mayCome) {
                ending.merge(user + " " + channel, -1, Integer::sum);
            }
            if (succeeded) {
                long now = world.step();
                before.forEach(follow -> follow.over = Math.min(follow.over, now));
            }
        };
    }

    /** Where a follow took effect that holds for sure; null if none does. */
    @Nullable
    Position certain(String user, String channel) {
        List<Follow> those = of(user, channel);
        if (those.isEmpty()) {
            return null;
        }
        Follow last = those.get(those.size() - 1);
        return last.certain ? last.position : null;
    }

    /** Whether what was published at a time may be shown to a user. */
    boolean mayShow(String user, Message message, long publishedAt) {
        return of(user, message.channel()).stream().anyMatch(follow -> {
            Position from = follow.position;
            return publishedAt < follow.over
                    && (from == null
                            || !world.truth.areOfOneLife(message.channel(), from, message.position())
                            || message.offset() > from.offset());
        });
    }
}
