package io.pushcore.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.Reader;
import io.pushcore.Start;
import io.pushcore.Subscription;
import io.pushcore.disk.DiskStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** A broker in this process with many messages in one channel, which one reader reads all; beside it their bytes in a file. For one thread. */
final class Replay implements AutoCloseable {
    private static final int AT_ONCE = 500;
    private static final int BATCHES = 4;

    private final Broker broker;
    private final Path file;
    private final long count;

    Replay(Path directory, Path file, String message, long count) throws IOException, InterruptedException {
        this.broker = DiskBroker.over(DiskStorage.at(directory)).build();
        this.file = file;
        this.count = count / AT_ONCE * AT_ONCE;
        Channel channel = broker.channel("history");
        Semaphore free = new Semaphore(BATCHES);
        Random random = new Random(1);
        List<String> messages = Stream.generate(() -> DiskBenchmark.text(random, message.length()))
                .limit(AT_ONCE)
                .toList();
        List<Publication> batch =
                messages.stream().map(text -> Publication.of(Payload.of(text))).toList();
        long begin = System.nanoTime();
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] bytes = String.join("", messages).getBytes(US_ASCII);
            for (long sent = 0; sent < this.count; sent += AT_ONCE) {
                free.acquire();
                channel.publishAll(batch).whenComplete((published, failure) -> free.release());
                out.write(bytes);
            }
        }
        free.acquire(BATCHES);
        System.out.printf("%,d messages in %d ms%n", this.count, (System.nanoTime() - begin) / 1_000_000);
    }

    /** One reader of the broker reads all, from the earliest on. */
    Rate read() {
        long begin = System.nanoTime();
        Counting reader = new Counting(count);
        Subscription subscription = broker.channel("history").subscribe(Start.earliest(), reader);
        reader.whole.join();
        subscription.close();
        return Rate.of(count, System.nanoTime() - begin);
    }

    /** {@code cat} writes their bytes through a pipe. */
    Rate cat() throws IOException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder("cat", file.toString()).start();
        long bytes = 0;
        byte[] buffer = new byte[64 << 10];
        try (InputStream in = process.getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
            }
        }
        if (bytes != Files.size(file)) {
            throw new IOException("bytes are missing: " + bytes);
        }
        return Rate.of(count, System.nanoTime() - begin);
    }

    @Override
    public void close() {
        broker.close();
    }

    /** Sees that none is missing and all are in order. One thread at a time calls it. */
    private static final class Counting implements Reader {
        final CompletableFuture<Void> whole = new CompletableFuture<>();
        private final long count;
        private long last;

        Counting(long count) {
            this.count = count;
        }

        @Override
        public void message(Message message) {
            if (message.offset() != ++last) {
                whole.completeExceptionally(
                        new IllegalStateException("expected " + last + " but read " + message.offset()));
            }
            if (last == count) {
                whole.complete(null);
            }
        }

        @Override
        public void gap(Gap gap) {
            whole.completeExceptionally(new IllegalStateException("gap from " + gap.from() + " to " + gap.to()));
        }
    }
}
