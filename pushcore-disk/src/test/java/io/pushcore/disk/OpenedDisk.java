package io.pushcore.disk;

import io.pushcore.Durability;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.AppendId;
import io.pushcore.storage.Appended;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Retention;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk storage that is open, and the hand that writes to it. For one thread. */
final class OpenedDisk implements AutoCloseable {
    static final Retention KEEP_ALL =
            new Retention(1_000_000, Long.MAX_VALUE, Duration.ZERO, Duration.ofMinutes(10), 100_000);

    private static final AtomicInteger STARTS = new AtomicInteger();

    final DiskStorage storage;
    final ManualTime time;
    final ChannelLog log;
    private final String writer;
    private long number;

    private OpenedDisk(DiskStorage storage, ManualTime time) {
        this.writer = "node" + ProcessHandle.current().pid() + "-" + STARTS.incrementAndGet();
        this.storage = storage;
        this.time = time;
        this.log = storage.channelLog();
        join(storage.open(new StorageContext(writer, time, Runnable::run, new Random(writer.hashCode()))));
    }

    static OpenedDisk of(Settings settings, ManualTime time) {
        return new OpenedDisk(DiskStorage.of(settings), time);
    }

    static OpenedDisk of(Settings settings) {
        return of(settings, ManualTime.create());
    }

    Append entry(String channel, Publication publication, Retention retention) {
        return entry(channel, publication, retention, Durability.DISK);
    }

    Append entry(String channel, Publication publication, Retention retention, Durability durability) {
        number++;
        return new Append(channel, new AppendId(writer, number), number - 1, publication, retention, durability);
    }

    Message append(String channel, String text, Durability durability) {
        Append entry = entry(channel, Publication.of(text), KEEP_ALL, durability);
        return ((Appended.Stored) join(log.append(List.of(entry))).get(0)).message();
    }

    Message append(String channel, String text) {
        return append(channel, Publication.of(text), KEEP_ALL);
    }

    Message append(String channel, Publication publication, Retention retention) {
        Appended appended = join(log.append(List.of(entry(channel, publication, retention))))
                .get(0);
        return ((Appended.Stored) appended).message();
    }

    Head head(String channel) {
        return join(log.heads(List.of(channel))).get(0);
    }

    ReadResult read(String channel, Position from) {
        return join(log.read(Read.after(channel, from, 1_000_000, Long.MAX_VALUE)));
    }

    /** All that is kept. */
    List<Message> kept(String channel) {
        Head head = head(channel);
        return ((ReadResult.Found) read(channel, new Position(head.epoch(), head.first() - 1))).messages();
    }

    List<String> texts(String channel) {
        return kept(channel).stream().map(Message::text).toList();
    }

    @Override
    public void close() {
        join(storage.close());
    }

    /** Ends it as the end of the process would. */
    void crash() {
        join(storage.abandon());
    }

    static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
