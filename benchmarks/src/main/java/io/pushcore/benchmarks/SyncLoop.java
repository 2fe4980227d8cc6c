package io.pushcore.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** The limit of the disk: messages are appended to a file, so many with one write, and each write is synced. For one thread. */
final class SyncLoop implements AutoCloseable {
    private final FileChannel file;
    private final ByteBuffer messages;
    private final int count;

    SyncLoop(Path path, byte[] message, int count) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.messages = ByteBuffer.allocateDirect(message.length * count);
        this.count = count;
        for (int i = 0; i < count; i++) {
            messages.put(message);
        }
    }

    Rate round(Duration time) throws IOException {
        Histogram micros = new Histogram(2);
        long begin = System.nanoTime();
        long last = begin;
        long done = 0;
        while (last - begin < time.toNanos()) {
            messages.rewind();
            while (messages.hasRemaining()) {
                file.write(messages);
            }
            file.force(false);
            long now = System.nanoTime();
            micros.recordValue((now - last) / 1_000);
            last = now;
            done += count;
        }
        return Rate.of(done, last - begin, micros);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
