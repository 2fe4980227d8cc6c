package io.pushcore.netty.centrifuge;

import io.pushcore.Identity;
import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;
import java.time.Duration;
import java.time.Instant;

/** What a client learns of its session, at first and with each new token. */
final class Welcome {
    private Welcome() {}

    /** The fields, without the braces. */
    static void write(Terms terms, Output json) {
        json.put("\"client\":");
        Json.text(terms.session(), json);
        json.put(",\"version\":\"pushcore\"");
        Identity identity = terms.identity();
        if (!identity.expires().equals(Instant.MAX)) {
            json.put(",\"expires\":true,\"ttl\":").decimal(secondsLeft(identity, terms.now()));
        }
    }

    /** At least 1: the client takes 0 for no limit. */
    private static long secondsLeft(Identity identity, Instant now) {
        return Math.max(1, Duration.between(now, identity.expires()).toSeconds());
    }
}
