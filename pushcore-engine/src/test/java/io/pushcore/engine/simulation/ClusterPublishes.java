package io.pushcore.engine.simulation;

import io.pushcore.ErrorCode;
import io.pushcore.Message;
import io.pushcore.Position;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was published at all nodes, and what the publishers were told. */
final class ClusterPublishes {
    /** Errors that say for certain that nothing was appended. */
    private static final Set<ErrorCode> FOR_CERTAIN =
            EnumSet.of(ErrorCode.BUSY, ErrorCode.STORAGE_UNAVAILABLE, ErrorCode.CLOSED);

    private final ClusterWorld world;
    private final List<One> all = new ArrayList<>();
    private final Map<String, One> byText = new HashMap<>();
    /** What stands where, as publishers were told. */
    private final Map<String, String> told = new HashMap<>();
    /** What was published last under a key. */
    private final Map<String, One> keyed = new HashMap<>();

    private int names;

    /** One payload, and where it stands once that is known. */
    final class One {
        final String channel;
        final String text;
        final String key;
        final ClusterNode node;
        final long at;

        /** Where it stands; null where nobody knows, or it is a repeat. */
        @Nullable
        Position position;

        private @Nullable ErrorCode refused;
        private int open = 1;

        private One(ClusterNode node, String channel, String text, String key) {
            this.node = node;
            this.channel = channel;
            this.text = text;
            this.key = key;
            this.at = world.step();
        }

        void stored(Position where, boolean repeat) {
            world.trace.say("stored %s at %s%s", text, where, repeat ? " (repeat)" : "");
            open--;
            world.tally.count(repeat ? ClusterHappening.PUBLISH_REPEATED : ClusterHappening.PUBLISHED);
            Message there = world.truth.at(channel, where);
            world.mustBe(there != null, "L4: acknowledged before it can be read: %s at %s", text, where);
            world.mustBe(there.text().equals(text), "L1: acknowledged %s at %s, but there is %s", text, where, there);
            world.mustBe(!repeat || !key.isEmpty(), "L10: a repeat without a key: %s", text);
            if (!repeat) {
                String other = told.putIfAbsent(channel + " " + where, text);
                world.mustBe(other == null, "L1: two publishes at %s: %s, %s", where, text, other);
            }
            // of a repeat the first one counts
            position = repeat ? null : where;
        }

        void failed(@Nullable ErrorCode code) {
            world.trace.say("failed %s: %s", text, code);
            open--;
            refused = code;
            boolean unknown = code == ErrorCode.OUTCOME_UNKNOWN;
            world.tally.count(unknown ? ClusterHappening.OUTCOME_UNKNOWN : ClusterHappening.PUBLISH_FAILED);
            world.mustBe(
                    unknown || (code != null && FOR_CERTAIN.contains(code)), "publish failed with %s: %s", code, text);
        }

        /** One of those that were published together has failed, and nobody knows which. */
        void failedWithOthers() {
            open--;
        }

        boolean isOpen() {
            return open > 0 && !node.isGone();
        }
    }

    ClusterPublishes(ClusterWorld world) {
        this.world = world;
    }

    /** Something to publish at a node: a payload of its own, or one that was used before under the same key. */
    One next(ClusterNode node, String channel) {
        if (!world.chance.percent(world.keysPercent)) {
            int size = world.chance.percent(world.largePercent) ? world.chance.between(900, 3_000) : 0;
            return plain(node, channel, size);
        }
        String place = channel + " " + world.chance.below(6);
        One before = keyed.get(place);
        boolean again = before != null && !world.chance.oneIn(4);
        int name = ++names;
        One one = again
                ? new One(node, channel, before.text, before.key)
                : new One(node, channel, "u" + name, "k" + name);
        keyed.put(place, one);
        return add(one);
    }

    One plain(ClusterNode node, String channel, int size) {
        String text = "p" + ++names;
        return add(new One(node, channel, text + "x".repeat(Math.max(0, size - text.length())), ""));
    }

    private One add(One one) {
        all.add(one);
        byText.putIfAbsent(one.text, one);
        return one;
    }

    List<One> all() {
        return all;
    }

    One newest() {
        return all.get(all.size() - 1);
    }

    /** Who waits for an answer at a node that lives; empty if nobody does. */
    String unanswered() {
        return all.stream()
                .filter(One::isOpen)
                .map(one -> one.text + " at " + one.node)
                .findFirst()
                .orElse("");
    }

    /** Whether a message was published at a node. */
    boolean isOf(ClusterNode node, String text) {
        One one = byText.get(text);
        return one != null && one.node == node;
    }

    /** Checks what was told against what is stored, at the end. */
    void check() {
        Map<String, Set<String>> stored = new HashMap<>();
        for (One one : all) {
            Set<String> there = stored.computeIfAbsent(
                    one.channel, name -> new HashSet<>(world.truth.payloads(name, world.rulesOf(name))));
            boolean stands = there.contains(one.text);
            ErrorCode code = one.refused;
            world.mustBe(one.position == null || stands, "L2: acknowledged and not there: %s", one.text);
            world.mustBe(
                    code == null || !FOR_CERTAIN.contains(code) || !one.key.isEmpty() || !stands,
                    "L2: failed with %s and stands in the log: %s",
                    code,
                    one.text);
            if (code == ErrorCode.OUTCOME_UNKNOWN && stands) {
                world.tally.count(ClusterHappening.UNKNOWN_BUT_STORED);
            }
        }
    }
}
