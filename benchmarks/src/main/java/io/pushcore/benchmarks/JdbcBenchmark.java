package io.pushcore.benchmarks;

import io.pushcore.Durability;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.Time;
import io.pushcore.jdbc.JdbcStorage;
import io.pushcore.storage.Append;
import io.pushcore.storage.AppendId;
import io.pushcore.storage.Retention;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many appends of 128 bytes a second a database takes, one message for each call, synced: {@code JdbcBenchmark URL [rounds=5] [seconds=3]
 * [connections=8]}. It leaves the schema {@code pushcore_benchmark}.
 */
public final class JdbcBenchmark {
    private static final int MESSAGE_BYTES = 128;
    private static final int WARM = 2;
    private static final Retention KEEP =
            new Retention(1_000, Long.MAX_VALUE, Duration.ZERO, Duration.ofMinutes(10), 100_000);

    private final JdbcStorage storage;
    private final Publication publication;
    private final Duration time;
    private int rows;

    private JdbcBenchmark(JdbcStorage storage, Duration time) {
        this.storage = storage;
        this.time = time;
        byte[] bytes = new byte[MESSAGE_BYTES];
        new Random(0).nextBytes(bytes);
        this.publication = Publication.of(Payload.of(bytes));
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        int seconds = 3;
        int connections = 8;
        for (String option : Arrays.asList(arguments).subList(1, arguments.length)) {
            int value = Integer.parseInt(option.substring(option.indexOf('=') + 1));
            switch (option.substring(0, option.indexOf('='))) {
                case "rounds" -> rounds = value;
                case "seconds" -> seconds = value;
                case "connections" -> connections = value;
                default -> throw new IllegalArgumentException("there is no option " + option);
            }
        }
        JdbcStorage storage = JdbcStorage.on(arguments[0])
                .schema("pushcore_benchmark")
                .createSchema()
                .connections(connections);
        storage.open(new StorageContext("benchmark" + System.nanoTime(), new WallTime(), Runnable::run, new Random()))
                .toCompletableFuture()
                .join();
        System.out.println(storage.standby());
        JdbcBenchmark benchmark = new JdbcBenchmark(storage, Duration.ofSeconds(seconds));
        for (int[] row : new int[][] {{1, 1}, {1, 64}, {1, 1_024}, {1_000, 64}, {1_000, 1_024}}) {
            benchmark.row(row[0], row[1], rounds);
        }
        storage.close().toCompletableFuture().join();
    }

    private void row(int channels, int inFlight, int rounds) throws InterruptedException {
        rows++;
        String writer = "writer" + rows + "-" + System.nanoTime();
        AtomicLongArray answered = new AtomicLongArray(channels);
        long[] numbers = new long[channels];
        double[] figures = new double[rounds];
        for (int round = -WARM; round < rounds; round++) {
            double figure = round(writer, numbers, answered, inFlight);
            if (round >= 0) {
                figures[round] = figure;
            }
        }
        Arrays.sort(figures);
        System.out.printf(
                "%,5d channels, %,5d in flight: %,9.0f appends/s (%,.0f to %,.0f)%n",
                channels, inFlight, figures[rounds / 2], figures[0], figures[rounds - 1]);
    }

    private double round(String writer, long[] numbers, AtomicLongArray answered, int inFlight)
            throws InterruptedException {
        Semaphore free = new Semaphore(inFlight);
        LongAdder failures = new LongAdder();
        long count = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            int channel = (int) (count % numbers.length);
            free.acquire();
            count++;
            Append entry = new Append(
                    "benchmark" + rows + "." + channel,
                    new AppendId(writer, ++numbers[channel]),
                    answered.get(channel),
                    publication,
                    KEEP,
                    Durability.DISK);
            storage.channelLog().append(List.of(entry)).whenComplete((result, failure) -> {
                if (failure != null) {
                    failures.increment();
                }
                // answers of one channel come in their order
                answered.incrementAndGet(channel);
                free.release();
            });
        }
        free.acquire(inFlight);
        if (failures.sum() > 0) {
            throw new IllegalStateException(failures.sum() + " appends failed");
        }
        return count * 1e9 / (System.nanoTime() - begin);
    }

    /** The time of day, and a timer. */
    private static final class WallTime implements Time {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "benchmark-timer");
            thread.setDaemon(true);
            return thread;
        });

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Timer schedule(Duration delay, Runnable work) {
            var due = timer.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        }
    }
}
