package io.pushcore.benchmarks;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What one round of a candidate gave. */
record Rate(double perSecond, Histogram micros) {
    /** Of so many in so long, with what each of them took. */
    static Rate of(long count, long nanos, Histogram micros) {
        return new Rate(count * 1e9 / nanos, micros);
    }

    /** Of rounds where nothing was measured one by one. */
    static Rate of(long count, long nanos) {
        return of(count, nanos, new Histogram(2));
    }

    double at(double percentile) {
        return micros.getValueAtPercentile(percentile);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%,.0f/s, half within %,.0f us, 99 %% within %,.0f us", perSecond, at(50), at(99));
    }
}
