package io.pushcore.memory;

import io.pushcore.Durability;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.AppendId;
import io.pushcore.storage.Appended;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.Retention;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A memory storage that is open, and the hand that writes to it. */
final class Opened {
    static final Retention KEEP_ALL =
            new Retention(1_000_000, Long.MAX_VALUE, Duration.ZERO, Duration.ofMinutes(10), 100_000);

    private static final AtomicInteger STARTS = new AtomicInteger();

    final MemoryStorage storage;
    final ManualTime time;
    final ChannelLog log;
    private final String writer;
    private long number;

    private Opened(MemoryStorage storage, ManualTime time, String node) {
        this.writer = node;
        this.storage = storage;
        this.time = time;
        this.log = storage.channelLog();
    }

    static Opened of(MemoryStorage storage, ManualTime time) {
        String node = "node" + STARTS.incrementAndGet();
        storage.open(context(node, time)).toCompletableFuture().join();
        return new Opened(storage, time, node);
    }

    static StorageContext context(String node, ManualTime time) {
        return new StorageContext(node, time, Runnable::run, new Random(1));
    }

    Appended append(String channel, Publication publication, Retention retention) {
        number++;
        Append entry = new Append(
                channel, new AppendId(writer, number), number - 1, publication, retention, Durability.MEMORY);
        return log.append(List.of(entry)).toCompletableFuture().join().get(0);
    }

    Message append(String channel, Publication publication) {
        return ((Appended.Stored) append(channel, publication, KEEP_ALL)).message();
    }

    Head head(String channel) {
        return log.heads(List.of(channel)).toCompletableFuture().join().get(0);
    }

    void close() {
        storage.close().toCompletableFuture().join();
    }
}
