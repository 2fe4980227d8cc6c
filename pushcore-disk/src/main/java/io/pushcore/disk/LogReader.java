package io.pushcore.disk;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Weight;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One channel at one moment, as a reader sees it. For one thread, within a {@link View}. */
final class LogReader implements AutoCloseable {
    private final String name;
    private final ChannelRow row;
    private final Lives lives;
    private final long now;
    private final Span kept;
    private final Scan scan;
    private final StoredMessages messages;

    private LogReader(ChannelRow row, Generations generations, long now, Scan scan) {
        this.name = row.name;
        this.row = row;
        this.lives = row.lives(generations);
        this.now = now;
        this.scan = scan;
        this.messages = new StoredMessages(scan, row.id, row.span.last());
        this.kept = row.span.kept(row.keeping, now, messages);
    }

    static LogReader open(View view, Generations generations, String name, long now) {
        byte[] bytes = view.get(Family.CHANNELS, Keys.name(name));
        ChannelRow row = bytes == null ? new ChannelRow(name) : ChannelRow.read(name, bytes);
        Scan scan = view.scan(Family.MESSAGES);
        try {
            return new LogReader(row, generations, now, scan);
        } catch (RuntimeException | Error failure) {
            scan.close();
            throw failure;
        }
    }

    ChannelRow row() {
        return row;
    }

    Head head() {
        return new Head(name, lives.current(), kept.first(), kept.last());
    }

    Position positionAt(long time) {
        return at(kept.lastUntil(time, messages));
    }

    /** The message at a position, if it is kept. */
    @Nullable
    Message find(Position position) {
        long offset = position.offset();
        boolean there = offset >= kept.first()
                && offset <= kept.last()
                && lives.at(offset).equals(position.epoch())
                && messages.seek(offset)
                && messages.offset() == offset
                && messages.expires() > now;
        return there ? messages.message(name, lives) : null;
    }

    ReadResult read(Read read) {
        if (read.direction() == Read.Direction.BACKWARD) {
            return before(read);
        }
        Position from = read.from();
        if (from.offset() < kept.first() - 1 || !lives.knows(from, kept.last())) {
            long to = Math.max(kept.first() - 1, lives.endOfOver(from));
            return new ReadResult.Gone(from, at(to), after(read, to));
        }
        return after(read, from.offset());
    }

    private ReadResult.Found after(Read read, long from) {
        Page page = new Page(read);
        long through = kept.last();
        for (boolean more = messages.seek(Math.max(from + 1, kept.first())); more; more = messages.next()) {
            if (!page.takes()) {
                through = messages.offset() - 1;
                break;
            }
        }
        return new ReadResult.Found(page.taken, at(through), at(kept.last()));
    }

    private ReadResult.Found before(Read read) {
        long before = lives.knows(read.from(), kept.last()) ? read.from().offset() : kept.last() + 1;
        Page page = new Page(read);
        long through = Math.min(before, kept.first());
        if (before > kept.first() && messages.seekBack(before - 1)) {
            boolean more = messages.offset() >= kept.first();
            for (; more; more = messages.previous(kept.first())) {
                if (!page.takes()) {
                    through = messages.offset() + 1;
                    break;
                }
            }
        }
        return new ReadResult.Found(page.taken, at(through), at(kept.last()));
    }

    private Position at(long offset) {
        return new Position(lives.current(), offset);
    }

    @Override
    public void close() {
        scan.close();
    }

    /** The messages of one answer. */
    private final class Page {
        final List<Message> taken = new ArrayList<>();
        private final Read read;
        private long bytes;

        Page(Read read) {
            this.read = read;
        }

        /** Takes the message at hand, or none where it has expired; says no when the page is full. */
        boolean takes() {
            if (messages.expires() <= now) {
                return true;
            }
            if (taken.size() == read.limit()) {
                return false;
            }
            Message message = messages.message(name, lives);
            bytes += Weight.of(message);
            if (bytes > read.maxBytes() && !taken.isEmpty()) {
                return false;
            }
            taken.add(message);
            return true;
        }
    }
}
