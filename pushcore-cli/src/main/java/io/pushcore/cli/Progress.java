package io.pushcore.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line on a terminal that says how far publishing has come; rewritten a few times a second. */
final class Progress {
    private static final long EVERY_NANOS = 250_000_000;

    private final PrintStream terminal;
    private final boolean isShown;
    private final LongSupplier nanoTime;
    private final long start;
    private long shownAt;

    /** @param isShown whether somebody looks */
    Progress(PrintStream terminal, boolean isShown, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.isShown = isShown;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.shownAt = start;
    }

    /** So many are acknowledged. */
    void at(long count) {
        if (!isShown) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - shownAt >= EVERY_NANOS) {
            shownAt = now;
            terminal.print("\r" + line(count, now));
            terminal.flush();
        }
    }

    /** All are acknowledged. */
    void end(long count) {
        if (isShown) {
            terminal.println("\r" + line(count, nanoTime.getAsLong()));
        }
    }

    private String line(long count, long now) {
        double seconds = Math.max(now - start, 1) / 1e9;
        return String.format(Locale.ROOT, "%,d published in %.1f s, %,.0f/s ", count, seconds, count / seconds);
    }
}
