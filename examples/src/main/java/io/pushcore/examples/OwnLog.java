package io.pushcore.examples;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.AppendId;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Retention;
import io.pushcore.storage.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** One channel of {@link OwnStorage}, whose lock guards it. */
final class OwnLog {
    private final String name;
    private final String epoch;
    private final NavigableMap<Long, Message> kept = new TreeMap<>();
    /** The results of appends that their writer has not confirmed. */
    private final Map<AppendId, Appended> results = new HashMap<>();
    /** The first message of each sender and idempotency key, oldest first. */
    private final Map<List<String>, Message> keys = new LinkedHashMap<>();

    private Retention retention = new Retention(0, 0, Duration.ZERO, Duration.ZERO, 0);
    private long bytes;
    private long last;
    private Instant lastTime = Instant.MIN;
    /** When it last moved, counted over all channels. */
    long movedAt;

    OwnLog(String name, String epoch) {
        this.name = name;
        this.epoch = epoch;
    }

    Appended append(Append entry, Instant now) {
        retention = entry.retention();
        results.keySet().removeIf(id -> id.writer().equals(entry.id().writer()) && id.number() <= entry.confirmed());
        return results.computeIfAbsent(entry.id(), id -> append(entry.publication(), now));
    }

    private Appended append(Publication publication, Instant now) {
        List<String> key = List.of(publication.sender(), publication.idempotencyKey());
        Message first = keys.get(key);
        if (first != null && first.time().plus(retention.idempotencyAge()).isAfter(now)) {
            return first.payload().equals(publication.payload())
                    ? new Appended.Repeated(first, Durability.MEMORY)
                    : new Appended.Mismatched();
        }
        Message message = message(publication, now);
        kept.put(message.offset(), message);
        bytes += Weight.of(message);
        if (!publication.idempotencyKey().isEmpty()) {
            keys.remove(key);
            keys.put(key, message);
            if (keys.size() > retention.idempotencyCount()) {
                keys.remove(keys.keySet().iterator().next());
            }
        }
        retain(now);
        return new Appended.Stored(message, Durability.MEMORY);
    }

    private Message message(Publication from, Instant now) {
        last++;
        lastTime = now.isAfter(lastTime) ? now : lastTime.plusNanos(1);
        Instant expires = from.ttl().isZero() ? Instant.MAX : lastTime.plus(from.ttl());
        return new Message(
                name, at(last), lastTime, from.payload(), from.key(), from.headers(), from.sender(), expires);
    }

    /** Drops what the retention no longer covers. */
    private void retain(Instant now) {
        while (!kept.isEmpty()) {
            Message oldest = kept.firstEntry().getValue();
            boolean tooOld = !retention.age().isZero()
                    && !oldest.time().plus(retention.age()).isAfter(now);
            if (!tooOld && kept.size() <= retention.count() && (bytes <= retention.bytes() || kept.size() == 1)) {
                return;
            }
            dropOldest();
        }
    }

    private void dropOldest() {
        bytes -= Weight.of(kept.pollFirstEntry().getValue());
    }

    ReadResult read(Read read, Instant now) {
        retain(now);
        boolean forward = read.direction() == Read.Direction.FORWARD;
        boolean known = read.from().epoch().equals(epoch);
        long from = read.from().offset();
        if (forward && (!known || from < first() - 1 || from > last)) {
            return new ReadResult.Gone(read.from(), at(first() - 1), at(last));
        }
        NavigableMap<Long, Message> rest = forward
                ? kept.tailMap(from, false)
                : kept.headMap(known ? from : Long.MAX_VALUE, false).descendingMap();
        List<Message> page = new ArrayList<>();
        long pageBytes = 0;
        long through = from;
        for (Message message : rest.values()) {
            boolean expired = message.isExpiredAt(now);
            pageBytes += expired ? 0 : Weight.of(message);
            if (!expired && (page.size() == read.limit() || (pageBytes > read.maxBytes() && !page.isEmpty()))) {
                break;
            }
            through = message.offset();
            if (!expired) {
                page.add(message);
            }
        }
        return new ReadResult.Found(page, at(through), at(last));
    }

    Position positionAt(Instant instant, Instant now) {
        retain(now);
        return kept.descendingMap().values().stream()
                .filter(message -> !message.time().isAfter(instant))
                .findFirst()
                .map(Message::position)
                .orElse(at(first() - 1));
    }

    Head head(Instant now) {
        retain(now);
        return new Head(name, epoch, first(), last);
    }

    OwnLog trim(long throughOffset) {
        while (first() <= Math.min(throughOffset, last)) {
            dropOldest();
        }
        return this;
    }

    private long first() {
        return kept.isEmpty() ? last + 1 : kept.firstKey();
    }

    private Position at(long offset) {
        return new Position(epoch, offset);
    }
}
