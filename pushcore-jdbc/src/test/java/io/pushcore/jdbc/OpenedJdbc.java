package io.pushcore.jdbc;

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
import java.util.concurrent.locks.LockSupport;

/** A storage that is open, as one node has it, and the hand that writes to it. For one thread. */
final class OpenedJdbc implements AutoCloseable {
    static final Retention KEEP_ALL =
            new Retention(1_000_000, Long.MAX_VALUE, Duration.ZERO, Duration.ofMinutes(10), 100_000);

    private static final AtomicInteger STARTS = new AtomicInteger();
    private static final int MOST_REPEATS = 2_000;

    final JdbcStorage storage;
    final ManualTime time;
    final ChannelLog log;
    private final String writer;
    private Retention retention = KEEP_ALL;
    private Durability durability = Durability.DISK;
    private long number;
    /** How often an append was repeated because nobody knew what had become of it. */
    int repeats;

    private OpenedJdbc(JdbcStorage storage, ManualTime time) {
        this.writer = "node" + ProcessHandle.current().pid() + "-" + STARTS.incrementAndGet();
        this.storage = storage;
        this.time = time;
        this.log = storage.channelLog();
        join(storage.open(new StorageContext(writer, time, Runnable::run, new Random(writer.hashCode()))));
    }

    static OpenedJdbc of(JdbcStorage storage) {
        return new OpenedJdbc(storage, ManualTime.create());
    }

    OpenedJdbc keep(Retention newRetention) {
        retention = newRetention;
        return this;
    }

    OpenedJdbc reach(Durability wanted) {
        durability = wanted;
        return this;
    }

    Append entry(String channel, Publication publication) {
        number++;
        return new Append(channel, new AppendId(writer, number), number - 1, publication, retention, durability);
    }

    Message append(String channel, String text) {
        return stored(join(log.append(List.of(entry(channel, Publication.of(text))))));
    }

    /** As the engine does: under the same id, until there is an answer. */
    Message appendUntilAnswered(String channel, String text) {
        Append entry = entry(channel, Publication.of(text));
        for (int attempt = 0; ; attempt++) {
            try {
                return stored(join(log.append(List.of(entry))));
            } catch (StorageException failure) {
                if (failure.fault() != StorageException.Fault.RETRIABLE || attempt == MOST_REPEATS) {
                    throw failure;
                }
                repeats++;
                pause();
            }
        }
    }

    /** As the engine pauses before it repeats. */
    private static void pause() {
        LockSupport.parkNanos(20_000_000);
    }

    private static Message stored(List<Appended> results) {
        return ((Appended.Stored) results.get(0)).message();
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
