package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Stats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A file that gets figures at an interval, on a thread of its own. It is opened for each, so that it may be moved away; what
 * cannot be written is told once and counted.
 */
final class MetricsLog implements AutoCloseable {
    private final Path file;
    private final Lines lines;
    private final Duration every;
    private final Supplier<String> figures;
    private final Consumer<String> complain;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Lines that could not be written since one could; its thread's own. */
    private long lost;

    /** In what form figures are written; asked for by one thread. */
    static Supplier<String> figures(MetricsForm form, Supplier<Stats> stats) {
        if (form == MetricsForm.LINE) {
            return () -> line(stats.get());
        }
        PushdFigures pushd = new PushdFigures(System.nanoTime());
        return () -> pushd.of(stats.get(), LocalDateTime.now(ZoneId.systemDefault()), System.nanoTime());
    }

    /** Where lines go. */
    @FunctionalInterface
    interface Lines {
        void add(String line) throws IOException;
    }

    private MetricsLog(Path file, Lines lines, Duration every, Supplier<String> figures, Consumer<String> complain) {
        this.file = file;
        this.lines = lines;
        this.every = every;
        this.figures = figures;
        this.complain = complain;
    }

    static MetricsLog start(Path file, Duration every, Supplier<String> figures, Consumer<String> complain) {
        return start(file, line -> append(file, line), every, figures, complain);
    }

    /** With another disk than the file's. */
    static MetricsLog start(
            Path file, Lines lines, Duration every, Supplier<String> figures, Consumer<String> complain) {
        MetricsLog log = new MetricsLog(file, lines, every, figures, complain);
        Thread thread = new Thread(log::run, "pushcore-metrics-log");
        thread.setDaemon(true);
        thread.start();
        return log;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            do {
                write();
            } while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            // what did not fit may have been written in part
            lines.add((lost > 0 ? "\n" : "") + figures.get());
            if (lost > 0) {
                complain.accept("figures are written to " + file + " again; lines lost: " + lost);
                lost = 0;
            }
        } catch (IOException e) {
            if (++lost == 1) {
                complain.accept("figures cannot be written to " + file + ", the broker goes on: " + e);
            }
        }
    }

    private static void append(Path file, String line) throws IOException {
        Files.writeString(file, line, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** A line of names and values. */
    private static String line(Stats stats) {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS)
                + " connections=" + stats.connections()
                + " subscriptions=" + stats.subscriptions()
                + " channels=" + stats.channels()
                + " published=" + stats.published()
                + " published_per_s=" + stats.rates().published()
                + " delivered=" + stats.delivered()
                + " delivered_per_s=" + stats.rates().delivered()
                + " received_bytes_per_s=" + stats.rates().receivedBytes()
                + " sent_bytes_per_s=" + stats.rates().sentBytes()
                + " refused=" + stats.refused()
                + " gaps=" + stats.gaps()
                + " hot_window_bytes=" + stats.hotWindowBytes()
                + " tape_bytes=" + stats.tapeBytes()
                + " append_p99_us=" + stats.storage().p99().toNanos() / 1_000
                + " frozen_channels=" + stats.frozenChannels()
                + "\n";
    }
}
