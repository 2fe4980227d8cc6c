package io.pushcore.engine;

import io.pushcore.transport.Tally;
import org.jspecify.annotations.Nullable;

/** What is counted of a client across the connections that one socket carries after each other. Only the lane touches it. */
final class LinkTally implements Tally {
    private @Nullable Pace pace;
    private @Nullable Refusals refusals;
    private int failedLogins;

    /** How fast the client goes. */
    Pace pace(long now) {
        Pace known = pace;
        if (known == null) {
            known = new Pace(now);
            pace = known;
        }
        return known;
    }

    /** How often it went too fast; not for a user or an address, since the next connection may be another user's. */
    Refusals refusals(long now) {
        Refusals known = refusals;
        if (known == null) {
            known = new Refusals(now);
            refusals = known;
        }
        return known;
    }

    /** Counts wrong credentials; how often they came. */
    int loginFailed() {
        failedLogins++;
        return failedLogins;
    }

    /** In how many nanoseconds more bytes may come. */
    long overdrawn(long now) {
        return pace == null ? 0 : pace.overdrawn(now);
    }
}
