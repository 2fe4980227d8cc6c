package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.SweepCalls;
import java.time.Duration;

/** Has what is not kept any more deleted, now and then, a little at a time. Of several nodes one sweeps at a time. */
final class Sweeper {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final OpenStorage open;
    private final SweepCalls calls;

    Sweeper(OpenStorage open, SweepCalls calls) {
        this.open = open;
        this.calls = calls;
    }

    /** Goes on until the storage is closed. */
    void start(OpenStorage.Parts parts) {
        parts.context().time().schedule(EVERY, () -> sweep(parts));
    }

    private void sweep(OpenStorage.Parts parts) {
        open.<Boolean>ask(same -> connection -> calls.sweep(connection, same.now(), same.leaseTime()))
                .whenComplete((isMore, failure) -> {
                    if (failure == null && isMore) {
                        sweep(parts);
                    } else if (open.current() != null) {
                        // what failed is met again the next time, and by who asks meanwhile
                        start(parts);
                    }
                });
    }
}
