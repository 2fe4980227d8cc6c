package io.pushcore.disk;

import io.pushcore.Durability;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.AppendId;
import io.pushcore.storage.Retention;
import io.pushcore.storage.StorageContext;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Appends as fast as it goes, with so many in flight, and beside it what the disk syncs. {@code AppendLoad DIR CHANNELS IN_FLIGHT BYTES KEEP SECONDS DURABILITY}. */
final class AppendLoad {
    private AppendLoad() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int channels = Integer.parseInt(arguments[1]);
        int inFlight = Integer.parseInt(arguments[2]);
        byte[] payload = new byte[Integer.parseInt(arguments[3])];
        new Random(1).nextBytes(payload);
        Retention retention = new Retention(
                Long.parseLong(arguments[4]), Long.MAX_VALUE, Duration.ZERO, Duration.ofMinutes(10), 100_000);
        long seconds = Long.parseLong(arguments[5]);
        Durability durability = Durability.valueOf(arguments[6]);
        Files.createDirectories(directory);
        System.out.printf("one fsync of 4 KiB: %.0f us%n", syncMicros(directory.resolve("sync")));
        DiskStorage storage = DiskStorage.at(directory.resolve("storage"));
        var executor = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        io.pushcore.Time time = new WallTime();
        OpenedDisk.join(storage.open(new StorageContext("load", time, executor, new Random())));
        Semaphore free = new Semaphore(inFlight);
        AtomicLong done = new AtomicLong();
        long[] numbers = new long[channels];
        long begin = System.nanoTime();
        long last = begin;
        long lastDone = 0;
        Publication publication = Publication.of(Payload.of(payload));
        for (int next = 0; System.nanoTime() - begin < seconds * 1_000_000_000L; next = (next + 1) % channels) {
            free.acquire();
            long number = ++numbers[next];
            Append entry = new Append(
                    "channel" + next,
                    new AppendId("load", number),
                    Math.max(0, number - 2 - inFlight / channels),
                    publication,
                    retention,
                    durability);
            storage.channelLog().append(List.of(entry)).whenComplete((result, failure) -> {
                if (failure != null) {
                    failure.printStackTrace();
                }
                done.incrementAndGet();
                free.release();
            });
            if (System.nanoTime() - last > 2_000_000_000L) {
                long now = System.nanoTime();
                long count = done.get();
                System.out.printf("%,.0f appends/s%n", (count - lastDone) * 1e9 / (now - last));
                last = now;
                lastDone = count;
            }
        }
        free.acquire(inFlight);
        System.out.printf("all: %,.0f appends/s%n", done.get() * 1e9 / (System.nanoTime() - begin));
        OpenedDisk.join(storage.close());
    }

    private static double syncMicros(Path file) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long begin = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                channel.write(ByteBuffer.allocate(4096));
                channel.force(false);
            }
            return (System.nanoTime() - begin) / 200e3;
        }
    }

    /** The time of day; nothing is swept. */
    private static final class WallTime implements io.pushcore.Time {
        @Override
        public java.time.Instant now() {
            return java.time.Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Timer schedule(Duration delay, Runnable work) {
            return () -> {};
        }
    }
}
