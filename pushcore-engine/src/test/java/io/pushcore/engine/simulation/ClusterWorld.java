package io.pushcore.engine.simulation;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all parts of one run of a cluster share, and what its seed makes of the brokers. */
final class ClusterWorld {
    static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(3);
    /** The log of orders. */
    static final String ORDERS = "$control";

    private static final String KEY = "the key of this cluster";
    private static final int MANY_SESSIONS = 1_000;

    final Chance chance;
    final Tally tally = new Tally();
    final Trace trace;
    final Truth truth = new Truth();
    final ManualTime clock = ManualTime.create();
    /** Whether there is a carrier, and whether what it carries is sealed. */
    final boolean carried;

    final boolean keyed;
    final int largestHint;
    final int yieldOneIn;
    /** So many numbers an opening gets from the storage. */
    final int numbers;

    final int keysPercent;
    final int ttlPercent;
    final int largePercent;
    private final int window;
    private final Map<String, ChannelRules> rules = new LinkedHashMap<>();
    private final List<String> users;
    private @Nullable Violation first;
    private long steps;

    ClusterWorld(long seed, Trace trace) {
        this.chance = new Chance(seed);
        this.trace = trace;
        carried = !chance.oneIn(5);
        keyed = carried && !chance.oneIn(4);
        largestHint = chance.pick(1_024, 64 << 10);
        yieldOneIn = chance.pick(0, 30, 100);
        numbers = chance.pick(5, 100, 1_024);
        keysPercent = chance.pick(0, 10, 40);
        ttlPercent = chance.pick(0, 0, 0, 20);
        largePercent = chance.pick(0, 5, 40);
        window = chance.pick(5, 40, 300);
        users = chance.oneIn(2) ? List.of("anna") : List.of("anna", "bert");
        rules.put("news", ChannelRules.keep(500));
        rules.put("short", ChannelRules.keep(chance.pick(3, 20)));
        if (chance.oneIn(2)) {
            rules.put("chat.a", ChannelRules.keep(500));
            rules.put("chat.b", ChannelRules.keep(30));
        }
        trace.say("a carrier: %s, a key: %s, largest hint: %d", carried, keyed, largestHint);
    }

    List<String> users() {
        return users;
    }

    String someUser() {
        return chance.pick(users);
    }

    /** Those that anybody publishes to. */
    List<String> channels() {
        return List.copyOf(rules.keySet());
    }

    String someChannel() {
        return chance.pick(channels());
    }

    ChannelRules rulesOf(String channel) {
        return rules.getOrDefault(channel, ChannelRules.keep(10_000));
    }

    /** All that is kept: of channels, of users, and the orders. */
    List<String> logs() {
        List<String> logs = new ArrayList<>(channels());
        users.forEach(user -> logs.add("@" + user));
        logs.add(ORDERS);
        return logs;
    }

    void into(Broker.Builder builder) {
        rules.forEach(builder::channels);
        builder.userLogs(ChannelRules.keep(10_000))
                .publishTimeout(PUBLISH_TIMEOUT)
                .limit(Limit.UNACKNOWLEDGED_PER_INBOX, window)
                .limit(Limit.SESSIONS_PER_USER, MANY_SESSIONS);
        if (keyed) {
            builder.clusterKey(KEY);
        }
    }

    /** A number that rises with everything that happens. */
    long step() {
        return ++steps;
    }

    /** Notes what was violated, for who throws it may be in the midst of code that catches it. */
    Violation violation(String sentence) {
        Violation violation = new Violation(sentence);
        trace.say("VIOLATION %s", sentence);
        first = first == null ? violation : first;
        return violation;
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency of the tests
    void mustBe(boolean so, String format, @Nullable Object... values) {
        if (!so) {
            throw violation(String.format(format, values));
        }
    }

    void rethrow() {
        if (first != null) {
            throw first;
        }
    }
}
