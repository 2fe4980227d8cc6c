package io.pushcore.engine.simulation;

import io.pushcore.ChannelRules;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Head;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all parts of one run share. */
final class World {
    private final Chance chance;
    private final Tally tally = new Tally();
    private final Trace trace;
    private final Truth truth = new Truth();
    private final ManualTime clock = ManualTime.create();
    private final Setup setup;
    /** When which payload was handed to {@code publish}, in steps of the world. */
    private final Map<String, Long> published = new HashMap<>();

    private final Set<String> acknowledged = new HashSet<>();
    /** When the window of a channel may have begun anew last, so that what it held is no promise. */
    private final Map<String, Long> disturbances = new HashMap<>();

    private @Nullable Violation first;
    private @Nullable Lifetime lifetime;
    private long steps;

    World(long seed, Trace trace) {
        this.chance = new Chance(seed);
        this.trace = trace;
        this.setup = new Setup(chance);
    }

    Chance chance() {
        return chance;
    }

    Tally tally() {
        return tally;
    }

    Trace trace() {
        return trace;
    }

    Truth truth() {
        return truth;
    }

    ManualTime clock() {
        return clock;
    }

    Instant now() {
        return clock.now();
    }

    Setup setup() {
        return setup;
    }

    ChannelRules rulesOf(String channel) {
        return setup.rules(channel);
    }

    /** Another broker has begun. */
    void begin(Lifetime begun) {
        lifetime = begun;
    }

    Lifetime lifetime() {
        if (lifetime == null) {
            throw new IllegalStateException("no broker yet");
        }
        return lifetime;
    }

    void mayYield() {
        lifetime().scheduler.mayYield();
    }

    String someChannel() {
        return chance.pick(setup.channels());
    }

    /** A number that rises with everything that happens. */
    long step() {
        return ++steps;
    }

    void published(String payload) {
        published.putIfAbsent(payload, step());
    }

    long publishedAt(String payload) {
        return published.getOrDefault(payload, 0L);
    }

    void acknowledged(String channel, Position position) {
        acknowledged.add(channel + " " + position);
    }

    /** Whether its publisher has been told that it stands where it stands. */
    boolean isAcknowledged(Message message) {
        return acknowledged.contains(message.channel() + " " + message.position());
    }

    /** Whether the newest message of a channel is one whose publisher was told so. */
    boolean isNewestAcknowledged(String channel) {
        Head head = truth.head(channel);
        Message newest = truth.standing(channel, head.epoch(), head.last());
        return newest != null && isAcknowledged(newest);
    }

    void disturbed(String channel) {
        disturbances.put(channel, step());
    }

    void disturbedAll() {
        setup.channels().forEach(this::disturbed);
    }

    /** When the window of a channel may have begun anew last. */
    long disturbedAt(String channel) {
        return disturbances.getOrDefault(channel, 0L);
    }

    /** Notes what was violated, for who throws it may be in the midst of code that catches it. */
    Violation violation(String sentence) {
        Violation violation = new Violation(sentence);
        trace.say("VIOLATION %s", sentence);
        if (first == null) {
            first = violation;
        }
        return violation;
    }

    void mustBe(boolean so, String otherwise) {
        if (!so) {
            throw violation(otherwise);
        }
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
