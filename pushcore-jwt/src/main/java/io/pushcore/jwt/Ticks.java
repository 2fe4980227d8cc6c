package io.pushcore.jwt;

import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The time of day, and nanoseconds that only rise. */
record Ticks(Supplier<Instant> day, LongSupplier rising) {
    Instant now() {
        return day.get();
    }

    long nanos() {
        return rising.getAsLong();
    }
}
