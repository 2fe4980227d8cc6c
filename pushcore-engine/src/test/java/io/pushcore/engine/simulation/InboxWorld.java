package io.pushcore.engine.simulation;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.SessionEvent;
import io.pushcore.WhenTooManySessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all parts of one run of inboxes share, and what its seed makes of the broker. */
final class InboxWorld {
    final Chance chance;
    final Tally tally = new Tally();
    final Trace trace;
    final Truth truth = new Truth();
    final ManualTime clock = ManualTime.create();
    final Faults faults = new Faults();
    final int window;
    final int yieldOneIn;
    /** So many numbers an opening gets from the storage. */
    final int numbers;

    /** How long a session outlives its connection. */
    final Duration grace;

    final int sessionsPerUser;
    private final WhenTooManySessions whenTooMany;

    final int ttlPercent;
    /** Whether users' own logs keep all that a run can send. */
    final boolean keepsOwn;

    private final ChannelRules own;
    private final Map<String, ChannelRules> rules = new LinkedHashMap<>();
    private final List<String> users;
    private @Nullable Violation first;
    private long steps;
    private final Set<String> told = new HashSet<>();

    InboxWorld(long seed, Trace trace) {
        this.chance = new Chance(seed);
        this.trace = trace;
        window = chance.pick(3, 10, 40, 300);
        yieldOneIn = chance.pick(0, 10, 30);
        numbers = chance.pick(1, 5, 1_024);
        grace = Duration.ofMillis(chance.pick(300, 3_000, 30_000));
        sessionsPerUser = chance.pick(2, 3, 5);
        whenTooMany = chance.oneIn(3) ? WhenTooManySessions.REFUSE_NEW : WhenTooManySessions.END_OLDEST;
        ttlPercent = chance.pick(0, 0, 25);
        boolean keepsMany = !chance.oneIn(3);
        own = ChannelRules.keep(keepsMany ? 10_000 : 6);
        // what has expired at the old end is gone, with its marks
        keepsOwn = keepsMany && ttlPercent == 0;
        users = chance.oneIn(2) ? List.of("anna") : List.of("anna", "bert");
        rules.put("team", ChannelRules.keep(500));
        rules.put("short", ChannelRules.keep(3));
        rules.put("aged", ChannelRules.keep(1_000).forAtMost(Duration.ofSeconds(2)));
        rules.put("fleeting", ChannelRules.keep(100).ttl(Duration.ofMillis(800)));
    }

    List<String> users() {
        return users;
    }

    List<String> channels() {
        return List.copyOf(rules.keySet());
    }

    List<String> logs() {
        List<String> logs = new ArrayList<>(channels());
        users.forEach(user -> logs.add("@" + user));
        return logs;
    }

    void into(Broker.Builder builder) {
        rules.forEach(builder::channels);
        builder.userLogs(own)
                .publishTimeout(Duration.ofSeconds(3))
                .limit(Limit.UNACKNOWLEDGED_PER_INBOX, window)
                .limit(Limit.SESSION_GRACE_MILLIS, grace.toMillis())
                .limit(Limit.SESSIONS_PER_USER, sessionsPerUser)
                .whenTooManySessions(whenTooMany)
                .sessionEvents(this::told);
    }

    /** I11: whatever becomes of a session, it is told once. */
    private void told(SessionEvent event) {
        trace.say("told %s", event);
        mustBe(told.add(event.getClass().getSimpleName() + " " + event.session()), "I11: told twice: %s", event);
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
    void mustBe(boolean so, String format, Object... values) {
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
