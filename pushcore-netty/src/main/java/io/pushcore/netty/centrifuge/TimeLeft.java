package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Output;
import java.time.Duration;
import java.time.Instant;

/** How long a token is still good, as a client is told. */
final class TimeLeft {
    private TimeLeft() {}

    /** The fields with this before them; nothing for what never expires. */
    static void write(String before, Instant expires, Instant now, Output json) {
        if (!expires.equals(Instant.MAX)) {
            // at least 1: the client takes 0 for no limit
            long seconds = Math.max(1, Duration.between(now, expires).toSeconds());
            json.put(before).put("\"expires\":true,\"ttl\":").decimal(seconds);
        }
    }
}
