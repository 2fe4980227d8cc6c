package io.pushcore.netty.line;

import java.time.Instant;

/** Times as pushd writes them: nanoseconds since 1970. */
public final class Nanos {
    private static final long PER_SECOND = 1_000_000_000L;

    private Nanos() {}

    public static long of(Instant time) {
        return time.getEpochSecond() * PER_SECOND + time.getNano();
    }

    public static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
