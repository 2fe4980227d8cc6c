package io.pushcore;

import java.time.Instant;
import java.util.Map;

/**
 * What was published, at its position in a channel.
 *
 * @param channel the channel's name
 * @param position epoch and offset; offset 0 on a channel without a log
 * @param time when it was appended; strictly rising within the channel
 * @param payload what was published
 * @param key groups messages of a channel; empty if none
 * @param headers set by who published it; never null, mostly empty
 * @param sender the user who published it, from their identity; empty for the application or an anonymous user
 * @param expires when it is no longer to be delivered; {@link Instant#MAX} if never
 */
public record Message(
        String channel,
        Position position,
        Instant time,
        Payload payload,
        String key,
        Map<String, String> headers,
        String sender,
        Instant expires)
        implements Event {

    /** The payload read as UTF-8. */
    public String text() {
        return payload.text();
    }

    /** The offset in its channel. */
    public long offset() {
        return position.offset();
    }

    /** Whether its time to live has passed at {@code now}. */
    public boolean isExpiredAt(Instant now) {
        return !expires.equals(Instant.MAX) && expires.compareTo(now) <= 0;
    }
}
