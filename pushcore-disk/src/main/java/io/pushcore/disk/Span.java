package io.pushcore.disk;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a channel from the first that may be kept to the last. The row counts more of them than the retention keeps, so that
 * it is trimmed rarely; what is really kept is found when somebody asks.
 *
 * @param first {@code last + 1} if there is none
 * @param firstTime of the first message that is there; never, if all have expired and are deleted
 * @param before the weight of all messages before the first
 * @param total the weight of all messages through the last
 */
record Span(long first, long firstTime, long before, long last, long total) {
    static final Span EMPTY = new Span(1, Nanos.NEVER, 0, 0, 0);
    /** No offset. */
    static final long UNKNOWN = 0;

    boolean isEmpty() {
        return first > last;
    }

    Span plus(long time, long weight) {
        return isEmpty()
                ? new Span(last + 1, time, total, last + 1, total + weight)
                // what was there may have expired and be gone
                : new Span(first, Math.min(firstTime, time), before, last + 1, total + weight);
    }

    /** One more that is not kept, nor anything before it. */
    Span skip() {
        return new Span(last + 2, Nanos.NEVER, total, last + 1, total);
    }

    /** From an offset on. */
    Span from(long offset, Place.Finder places) {
        if (offset <= first) {
            return this;
        }
        Place place = offset > last ? null : places.at(offset);
        return place == null
                ? new Span(Math.min(offset, last + 1), Nanos.NEVER, total, last, total)
                : new Span(offset, place.time(), place.before(), last, total);
    }

    /** The first that a retention keeps at a time, or {@link #UNKNOWN} where some may be too old or too much, so that one has to look. */
    long firstKept(Keeping keeping, long now) {
        boolean mustLook =
                !isEmpty() && (total - before > keeping.bytes() || Nanos.plus(firstTime, keeping.age()) <= now);
        return mustLook ? UNKNOWN : firstCounted(keeping);
    }

    private long firstCounted(Keeping keeping) {
        return keeping.count() > last ? first : Math.max(first, last - keeping.count() + 1);
    }

    /** What a retention keeps of it at a time. */
    Span kept(Keeping keeping, long now, Place.Finder places) {
        long counted = firstCounted(keeping);
        Span kept = counted > first ? from(counted, places) : this;
        if (kept.isEmpty()) {
            return kept;
        }
        if (kept.total - kept.before > keeping.bytes()) {
            kept = kept.from(
                    search(kept.first, last, places, place -> total - place.before() <= keeping.bytes()), places);
        }
        if (Nanos.plus(kept.firstTime, keeping.age()) <= now) {
            kept = kept.from(
                    search(kept.first, last + 1, places, place -> Nanos.plus(place.time(), keeping.age()) > now),
                    places);
        }
        return kept;
    }

    /** The offset of the last message at or before a time, or the one before the first. */
    long lastUntil(long time, Place.Finder places) {
        return isEmpty() || firstTime > time
                ? first - 1
                : search(first, last + 1, places, place -> place.time() > time) - 1;
    }

    /**
     * The first offset from which on messages are as wanted: in growing steps, since it is mostly near, then by halves.
     *
     * @param end what is given if none before it is
     */
    private static long search(long from, long end, Place.Finder places, Predicate<Place> wanted) {
        long low = from;
        long high = from;
        long step = 1;
        while (high < end && !isWanted(places.at(high), wanted)) {
            low = high + 1;
            high = Math.min(end, high + step);
            step *= 2;
        }
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (isWanted(places.at(middle), wanted)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static boolean isWanted(@Nullable Place place, Predicate<Place> wanted) {
        return place == null || wanted.test(place);
    }

    void writeTo(ByteWriter out) {
        out.number(first).signed(firstTime).number(before).number(last).number(total);
    }

    static Span readFrom(ByteReader in) {
        return new Span(in.number(), in.signed(), in.number(), in.number(), in.number());
    }
}
