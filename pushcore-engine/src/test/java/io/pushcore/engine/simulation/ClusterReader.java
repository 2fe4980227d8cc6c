package io.pushcore.engine.simulation;

import io.pushcore.Closed;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Pattern;
import io.pushcore.Reader;
import io.pushcore.Subscription;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A reader in the process of one node, of a channel or of all channels of a pattern. */
final class ClusterReader implements Reader {
    final ClusterNode node;
    final String name;
    private final ClusterWorld world;
    private final ClusterPublishes publishes;
    private final Map<String, ClusterReaderCheck> checks = new LinkedHashMap<>();
    private final Function<String, ClusterReaderCheck> fresh;
    /** Null where it reads one channel. */
    private final @Nullable Pattern pattern;

    private final Set<String> heard = new HashSet<>();
    private @Nullable Subscription subscription;
    private boolean closing;
    private boolean over;

    ClusterReader(
            ClusterWorld world,
            ClusterPublishes publishes,
            ClusterNode node,
            String name,
            @Nullable Pattern pattern,
            Function<String, ClusterReaderCheck> fresh) {
        this.world = world;
        this.publishes = publishes;
        this.node = node;
        this.name = name;
        this.pattern = pattern;
        this.fresh = fresh;
    }

    void is(Subscription handle) {
        subscription = handle;
    }

    boolean isOfPattern() {
        return pattern != null;
    }

    boolean reads(String channel) {
        Pattern all = pattern;
        return all == null ? checks.containsKey(channel) : all.matches(channel);
    }

    boolean hasHeard(String text) {
        return heard.contains(text);
    }

    /** Whether it has been told that it has ended. */
    boolean isOver() {
        return over;
    }

    /** Whether it is to be shown what comes. */
    boolean isThere() {
        return !closing && !over;
    }

    void close() {
        closing = true;
        world.trace.say("%s closes", name);
        Subscription handle = subscription;
        if (handle != null) {
            handle.close();
        }
    }

    ClusterReaderCheck check(String channel) {
        return checks.computeIfAbsent(channel, fresh);
    }

    Map<String, ClusterReaderCheck> checks() {
        return checks;
    }

    @Override
    public void message(Message message) {
        mustGoOn(message);
        boolean here = publishes.isOf(node, message.text());
        world.tally.count(
                pattern != null
                        ? ClusterHappening.MESSAGE_OF_A_PATTERN
                        : here ? ClusterHappening.MESSAGE_FROM_HERE : ClusterHappening.MESSAGE_FROM_ELSEWHERE);
        if (!here && node.hearsNothing()) {
            world.tally.count(ClusterHappening.HEALED_BY_LOOK);
        }
        heard.add(message.text());
        check(message.channel()).message(message);
    }

    @Override
    public void gap(Gap gap) {
        mustGoOn(gap);
        check(gap.channel()).gap(gap.from(), gap.to());
    }

    @Override
    public void closed(Closed closed) {
        world.trace.say("%s is closed: %s", name, closed);
        mustGoOn(closed);
        over = true;
        if (closed.reason() == Closed.Reason.FAILED) {
            world.tally.count(ClusterHappening.READER_FAILED);
        }
    }

    private void mustGoOn(Object event) {
        world.mustBe(!over, "an event after the last one, to %s: %s", name, event);
        world.mustBe(!node.isGone(), "%s is gone, and shows %s", node, event);
    }
}
