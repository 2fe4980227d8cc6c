package io.pushcore.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What all clients were told, held against each other. Usable from any thread. */
final class Ledger {
    /** C2: 3 s between two looks at the storage, and 5 s for the reading of a machine that has much to do. */
    private static final Duration MOST_STALE = Duration.ofSeconds(8);

    final Violations violations;
    final Phases phases;
    final Figures figures;
    private final Map<String, LogBook> books = new ConcurrentHashMap<>();
    /** What was acknowledged within these is lost, or may be. */
    private final List<Loss> losses = new CopyOnWriteArrayList<>();

    private record Loss(long from, long through) {}

    Ledger(Violations violations, Phases phases, Figures figures) {
        this.violations = violations;
        this.phases = phases;
        this.figures = figures;
    }

    LogBook book(String channel) {
        return books.computeIfAbsent(channel, name -> new LogBook(name, violations));
    }

    Map<String, LogBook> books() {
        return new TreeMap<>(books);
    }

    Collection<String> channels() {
        return List.copyOf(new TreeMap<>(books).keySet());
    }

    void acknowledged(String channel, Place place, Stamp stamp) {
        book(channel).acknowledged(place, stamp);
        figures.row(phases.now().fault()).acknowledged.increment();
    }

    /**
     * A reader got a message.
     *
     * @param exactly whether its epoch was said with it
     * @param since when it began to read on that connection
     */
    void delivered(String who, String channel, Place place, Stamp stamp, boolean exactly, long since) {
        long now = System.nanoTime();
        LogBook.Entry entry = book(channel).seen(who, place, stamp, exactly);
        boolean early = entry.acknowledgedAt() == 0;
        long acknowledgedAt = early ? now : entry.acknowledgedAt();
        long staleNanos = Math.max(0, now - acknowledgedAt);
        Phases.Phase phase = phases.at(acknowledgedAt);
        Figures.Row row = figures.row(phase.fault());
        row.deliveries.increment();
        row.staleness.recordValue(TimeUnit.NANOSECONDS.toMillis(staleNanos));
        boolean bounded = phase.fault().leavesStorage() && phase.equals(phases.now()) && since - acknowledgedAt < 0;
        if (bounded && staleNanos > MOST_STALE.toNanos()) {
            violations.add(
                    "C2",
                    who + " got " + channel + " " + place + " " + TimeUnit.NANOSECONDS.toMillis(staleNanos)
                            + " ms after it was acknowledged, under: " + phase.fault().said);
        }
    }

    /** What was acknowledged from then on until now is lost, or may be. */
    void lostSince(long nanos) {
        losses.add(new Loss(nanos, System.nanoTime()));
    }

    boolean isLost(long nanos) {
        return losses.stream().anyMatch(loss -> nanos - loss.from() >= 0 && nanos - loss.through() <= 0);
    }

    /** A reader got what it had got before. */
    void repeated(String who, String channel, Place place, Stamp stamp, boolean exactly) {
        book(channel).seen(who, place, stamp, exactly);
        figures.row(phases.now().fault()).repeated.increment();
    }
}
