package io.pushcore.disk;

import static io.pushcore.Durability.DISK;
import static io.pushcore.Durability.OS;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call of append. Made by its caller, staged by the writer, answered on the thread that answers. */
final class AppendWork implements Work {
    final CompletableFuture<List<Appended>> result = new CompletableFuture<>();
    private final OpenStorage.Parts parts;
    private final List<Append> entries;
    private final MessageRecord[] records;
    private final Appended[] results;
    /** In the places of what was repeated. */
    private final @Nullable Earlier[] earlier;

    private boolean anyEarlier;
    private final long bytes;
    private final boolean isSynced;

    /** A message that an entry repeats. */
    private record Earlier(boolean byKey, Position position, long time) {}

    AppendWork(OpenStorage.Parts parts, List<Append> entries) {
        this.parts = parts;
        this.entries = List.copyOf(entries);
        this.records = new MessageRecord[entries.size()];
        this.results = new Appended[entries.size()];
        this.earlier = new Earlier[entries.size()];
        long sum = 256;
        for (int i = 0; i < records.length; i++) {
            records[i] = new MessageRecord(this.entries.get(i).publication());
            sum += records[i].bytes.length + 64;
        }
        this.bytes = sum;
        this.isSynced = this.entries.stream().anyMatch(entry -> reached(entry) == DISK);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void stage(Batch batch) {
        LogWriter writer = parts.log();
        checkConfirmed(writer);
        Instant now = parts.now();
        long nanos = Nanos.of(now);
        anyEarlier = false;
        Arrays.fill(earlier, null);
        for (int i = 0; i < records.length; i++) {
            append(i, writer, now, nanos, batch);
        }
    }

    /** Before anything is changed: a call is refused as a whole. */
    private void checkConfirmed(LogWriter writer) {
        Map<List<String>, Long> confirmed = new HashMap<>();
        Append before = null;
        for (Append entry : entries) {
            if (before == null || !goesOn(entry, before)) {
                checkConfirmed(entry, writer, confirmed);
            }
            before = entry;
        }
    }

    private static void checkConfirmed(Append entry, LogWriter writer, Map<List<String>, Long> confirmed) {
        String by = entry.id().writer();
        long known = writer.look(entry.channel()).writers.confirmed(by);
        long through = confirmed.merge(List.of(entry.channel(), by), Math.max(known, entry.confirmed()), Math::max);
        if (entry.id().number() <= through) {
            throw new StorageException(
                    Fault.FENCED, "append " + entry.id().number() + " comes after its writer confirmed " + through);
        }
    }

    /** Whether an entry needs no look behind the one before it, as most do. */
    private static boolean goesOn(Append entry, Append before) {
        return entry.id().number() > before.id().number()
                && entry.confirmed() == before.confirmed()
                && entry.channel().equals(before.channel())
                && entry.id().writer().equals(before.id().writer());
    }

    private void append(int i, LogWriter writer, Instant now, long nanos, Batch batch) {
        Append entry = entries.get(i);
        MessageRecord record = records[i];
        ChannelRow row = writer.touch(entry.channel(), nanos);
        writer.begin(row, batch);
        long number = entry.id().number();
        Outcomes outcomes = row.writers.of(entry.id().writer());
        outcomes.confirm(entry.confirmed(), nanos);
        int place = outcomes.find(number);
        if (place >= 0) {
            again(i, row, outcomes.offset(place), outcomes.time(place));
            return;
        }
        if (!entry.retention().equals(row.keeping.source())) {
            writer.trim(row, nanos);
            row.keeping = Keeping.of(entry.retention());
            writer.trim(row, nanos);
        }
        boolean keyed = record.scope.length > 0 && row.keeping.remembersKeys();
        if (keyed) {
            byte[] key = Keys.numbered(row.id, record.scope);
            RememberedKeys first = RememberedKeys.of(batch.get(Family.KEYS, key));
            if (first != null && !first.isForgotten(row, nanos)) {
                boolean same = first.fingerprint() == record.fingerprint;
                outcomes.add(number, same ? -first.offset() : 0, first.time());
                again(i, row, same ? -first.offset() : 0, first.time());
                return;
            }
        }
        Message message = store(entry, record, row, now, nanos, batch);
        outcomes.add(number, message.offset(), row.lastTime);
        writer.moved(row, batch);
        if (keyed) {
            RememberedKeys.remember(record, row, batch);
        }
        results[i] = new Appended.Stored(message, reached(entry));
    }

    private static Message store(
            Append entry, MessageRecord record, ChannelRow row, Instant now, long nanos, Batch batch) {
        Publication publication = entry.publication();
        boolean rises = nanos > row.lastTime;
        long time = rises ? nanos : row.lastTime + 1;
        long expires = expiry(publication, time);
        Message message = message(
                entry.channel(),
                publication,
                new Position(row.lives().current(), row.span.last() + 1),
                rises ? now : Nanos.instant(time),
                expires);
        if (row.keeping.count() == 0) {
            row.span = row.span.skip();
            row.lastTime = time;
            return message;
        }
        batch.put(Family.MESSAGES, Keys.pair(row.id, message.offset()), record.at(time, expires, row.span.total()));
        if (expires != Nanos.NEVER) {
            batch.put(Family.EXPIRIES, Keys.expiry(expires, row.id, message.offset()), Keys.number(record.weight));
        }
        row.add(time, record.weight);
        return message;
    }

    /** Gives what an entry gave first: a message, that of a key where the offset is negative, or a mismatch where it is 0. */
    private void again(int i, ChannelRow row, long offset, long time) {
        results[i] = new Appended.Mismatched();
        if (offset != 0) {
            anyEarlier = true;
            earlier[i] =
                    new Earlier(offset < 0, new Position(row.lives().at(Math.abs(offset)), Math.abs(offset)), time);
        }
    }

    @Override
    public void done() {
        if (anyEarlier) {
            for (int i = 0; i < results.length; i++) {
                Earlier one = earlier[i];
                if (one != null) {
                    Message message = standing(entries.get(i), one);
                    Durability reached = reached(entries.get(i));
                    results[i] =
                            one.byKey ? new Appended.Repeated(message, reached) : new Appended.Stored(message, reached);
                }
            }
        }
        result.complete(results.length == 1 ? List.of(results[0]) : Arrays.asList(results));
    }

    /** The message as it stands in the log or, where it is gone, as this publication would have made it. */
    private Message standing(Append entry, Earlier one) {
        Message message = find(entry.channel(), one.position);
        return message != null
                ? message
                : message(
                        entry.channel(),
                        entry.publication(),
                        one.position,
                        Nanos.instant(one.time),
                        expiry(entry.publication(), one.time));
    }

    private @Nullable Message find(String channel, Position position) {
        Database database = parts.database();
        long now = Nanos.of(parts.now());
        try {
            return database.<Optional<Message>>read(view -> {
                        try (LogReader reader = LogReader.open(view, database.generations(), channel, now)) {
                            return Optional.ofNullable(reader.find(position));
                        }
                    })
                    .orElse(null);
        } catch (StorageException e) {
            return null; // as if it were gone: what was published is known all the same
        }
    }

    /** What is synced takes all with it that was written before: a repeat reaches what it asks for, too. */
    private static Durability reached(Append entry) {
        return entry.durability().compareTo(DISK) >= 0 ? DISK : OS;
    }

    @Override
    public boolean isSynced() {
        return isSynced;
    }

    @Override
    public void failed(StorageException failure) {
        result.completeExceptionally(failure);
    }

    private static long expiry(Publication publication, long time) {
        return publication.ttl().isZero() ? Nanos.NEVER : Nanos.plus(time, Nanos.of(publication.ttl()));
    }

    private static Message message(
            String channel, Publication publication, Position position, Instant time, long expires) {
        return new Message(
                channel,
                position,
                time,
                publication.payload(),
                publication.key(),
                publication.headers(),
                publication.sender(),
                Nanos.instant(expires));
    }
}
