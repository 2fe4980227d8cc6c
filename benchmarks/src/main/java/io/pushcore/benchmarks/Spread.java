package io.pushcore.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** What rounds gave, in order: the median, and the least and the most. */
record Spread(double least, double median, double most) {
    static Spread of(DoubleStream rounds) {
        double[] sorted = rounds.sorted().toArray();
        double median =
                Arrays.stream(sorted).skip((sorted.length - 1) / 2).findFirst().orElse(0);
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** With so many digits behind the point. */
    String text(int digits) {
        String one = "%,." + digits + "f";
        return String.format(Locale.ROOT, one + " (" + one + "–" + one + ")", median, least, most);
    }
}
