package io.pushcore.storage;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One channel of a {@link ShelvedLog}, whose turns own it. */
final class ShelvedChannel {
    final Shelf shelf;
    private final String name;
    private final String epoch;
    private final Durability durability;
    private final Repeats repeats = new Repeats();
    private Retention retention = new Retention(0, 0, Duration.ZERO, Duration.ZERO, 0);
    private long first = 1;
    private long last;
    private Instant lastTime = Instant.MIN;
    private long bytes;
    /** Which move of all channels was its latest. */
    long move;

    ShelvedChannel(String name, String epoch, Shelf shelf, Durability durability) {
        this.name = name;
        this.epoch = epoch;
        this.shelf = shelf;
        this.durability = durability;
    }

    Appended append(Append entry, Instant now) {
        Appended before = repeats.result(entry.id(), entry.confirmed());
        if (before != null) {
            return before;
        }
        retention = entry.retention();
        repeats.forget(retention.idempotencyAge(), now);
        Appended known = repeats.known(name, entry.publication(), durability);
        Appended result = known != null ? known : store(entry.publication(), now);
        repeats.remember(entry.id(), result);
        retain(now);
        return result;
    }

    private Appended store(Publication publication, Instant now) {
        Instant time = now.isAfter(lastTime) ? now : lastTime.plusNanos(1);
        Message message = message(name, at(last + 1), time, publication);
        shelf.put(message);
        last++;
        lastTime = time;
        bytes += Weight.of(message);
        repeats.remember(publication, message, retention.idempotencyCount());
        return new Appended.Stored(message, durability);
    }

    /** A publication at a position and time. */
    static Message message(String channel, Position position, Instant time, Publication from) {
        boolean forEver = from.ttl().isZero() || from.ttl().compareTo(Duration.between(time, Instant.MAX)) >= 0;
        Instant expires = forEver ? Instant.MAX : time.plus(from.ttl());
        return new Message(channel, position, time, from.payload(), from.key(), from.headers(), from.sender(), expires);
    }

    /** Drops what the retention does not cover. */
    void retain(Instant now) {
        repeats.forget(retention.idempotencyAge(), now);
        while (first <= last && isTooMuch(now)) {
            drop();
        }
    }

    private boolean isTooMuch(Instant now) {
        long kept = last - first + 1;
        return kept > retention.count()
                || (kept > 1 && bytes > retention.bytes())
                || (!retention.age().isZero()
                        && Duration.between(shelf.get(first).time(), now).compareTo(retention.age()) >= 0);
    }

    void trim(long throughOffset) {
        while (first <= Math.min(throughOffset, last)) {
            drop();
        }
    }

    private void drop() {
        long weight = Weight.of(shelf.get(first));
        shelf.drop(first);
        bytes -= weight;
        first++;
    }

    ReadResult read(Read read, Instant now) {
        retain(now);
        boolean isKnown = read.from().epoch().equals(epoch);
        long from = read.from().offset();
        if (read.direction() == Read.Direction.BACKWARD) {
            return page(read, isKnown ? Math.min(from, last + 1) : last + 1, -1, now);
        }
        return isKnown && from >= first - 1 && from <= last
                ? page(read, from, 1, now)
                : new ReadResult.Gone(read.from(), at(first - 1), page(read, first - 1, 1, now));
    }

    private ReadResult.Found page(Read read, long from, int step, Instant now) {
        List<Message> page = new ArrayList<>();
        long pageBytes = 0;
        long through = from;
        for (long offset = from + step; offset >= first && offset <= last; offset += step) {
            Message message = shelf.get(offset);
            if (!message.isExpiredAt(now)) {
                pageBytes += Weight.of(message);
                if (page.size() == read.limit() || (pageBytes > read.maxBytes() && !page.isEmpty())) {
                    break;
                }
                page.add(message);
            }
            through = offset;
        }
        return new ReadResult.Found(page, at(through), at(last));
    }

    /** By halves: times rise. */
    Position positionAt(Instant instant, Instant now) {
        retain(now);
        long before = first - 1;
        long after = last + 1;
        while (after - before > 1) {
            long middle = before + (after - before) / 2;
            if (shelf.get(middle).time().isAfter(instant)) {
                after = middle;
            } else {
                before = middle;
            }
        }
        return at(before);
    }

    Head head(Instant now) {
        retain(now);
        return new Head(name, epoch, first, last);
    }

    private Position at(long offset) {
        return new Position(epoch, offset);
    }
}
