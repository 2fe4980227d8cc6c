package io.pushcore;

import java.time.Instant;

/**
 * A question for a page of what a channel keeps.
 *
 * @param start where the page begins, read as for a subscription. With {@code newestFirst}, a position bounds the page from
 *     above: the page holds what lies before it; an instant or {@code earliest} bounds it from below
 * @param limit the most messages on the page, 0 to 10,000; 0 asks for the position only
 * @param newestFirst from the newest to the oldest
 */
public record History(Start start, int limit, boolean newestFirst) {
    /** The most messages one page can be asked for. */
    public static final int MAX_LIMIT = 10_000;

    public History {
        if (limit < 0 || limit > MAX_LIMIT) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "limit must be from 0 to " + MAX_LIMIT + ": " + limit);
        }
    }

    /** From the oldest kept on, at most 100. */
    public static History earliest() {
        return from(Start.earliest());
    }

    /** After a position, at most 100. */
    public static History after(Position position) {
        return from(Start.after(position));
    }

    /** What is later than an instant, at most 100. */
    public static History since(Instant instant) {
        return from(Start.since(instant));
    }

    /** From a start on, at most 100. */
    public static History from(Start start) {
        return new History(start, 100, false);
    }

    public History limit(int newLimit) {
        return new History(start, newLimit, newestFirst);
    }

    /** The newest messages of a channel, newest first, at most 100. */
    public static History newest() {
        return new History(Start.earliest(), 100, true);
    }

    /** The messages before a position, newest first, at most 100. */
    public static History before(Position position) {
        return new History(Start.after(position), 100, true);
    }
}
