package io.pushcore.disk;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.Weight;

/** Looks through the messages of one channel, in the order of their offsets. For one thread. */
final class MessagesCheck {
    private final ChannelRow row;
    private final ReadOnlyFiles files;
    private final Examination examination;
    /** The message before; none yet where its offset is 0. */
    private long offset;

    private long time = Long.MIN_VALUE;
    /** The weight of all messages through the one before. */
    private long weight;

    MessagesCheck(ChannelRow row, ReadOnlyFiles files, Examination examination) {
        this.row = row;
        this.files = files;
        this.examination = examination;
    }

    /** Goes over those of the channel; that some are missing between is right, where they have expired. */
    void run(Scan scan) {
        Span span = row.span;
        if (span.first() < 1
                || span.first() > span.last() + 2
                || row.deleted >= span.first()
                || span.before() > span.total()) {
            wrong("has a row that cannot be: " + span + ", deleted through " + row.deleted);
            return;
        }
        byte[] prefix = Keys.number(row.id);
        for (scan.seek(prefix); scan.isWithin(prefix); scan.next()) {
            byte[] key = scan.key();
            if (key.length != 16) {
                wrong("has a message whose key has " + key.length + " bytes");
            } else if (ByteReader.fixed(key, 8) <= row.deleted) {
                wrong("still has the deleted message " + ByteReader.fixed(key, 8));
            } else if (ByteReader.fixed(key, 8) > span.last()) {
                wrong("has message " + ByteReader.fixed(key, 8) + ", and its row ends at " + span.last());
            } else {
                message(ByteReader.fixed(key, 8), scan.value());
            }
        }
        boolean isWhole = offset == span.last();
        if (offset > 0 && (isWhole ? weight != span.total() || time != row.lastTime : weight > span.total())) {
            wrong("ends with message " + offset + " at " + Nanos.instant(time) + " and " + weight
                    + " bytes, its row says " + span.last() + ", " + Nanos.instant(row.lastTime) + " and "
                    + span.total());
        }
    }

    private void message(long at, byte[] bytes) {
        Message message;
        try {
            message = MessageRecord.read(row.name, new Position(row.lives().at(at), at), new ByteReader(bytes));
        } catch (StorageException | IllegalArgumentException unreadable) {
            wrong("has message " + at + ", which cannot be read: " + unreadable.getMessage());
            return;
        }
        long stamped = ByteReader.fixed(bytes, 0);
        long expires = ByteReader.fixed(bytes, 8);
        long before = ByteReader.fixed(bytes, 16);
        long own = Weight.of(message);
        if (stamped <= time) {
            wrong("has message " + at + " at " + message.time() + ", no later than message " + offset);
        }
        if (offset > 0 && (at == offset + 1 ? before != weight : before < weight)) {
            wrong("has message " + at + " after " + before + " bytes, which are " + weight + " through message "
                    + offset);
        }
        if (at == row.span.first() && (before != row.span.before() || stamped != row.span.firstTime())) {
            wrong("begins with message " + at + ", of which its row says something else");
        }
        if (expires != Nanos.NEVER && files.get(Family.EXPIRIES, Keys.expiry(expires, row.id, at)) == null) {
            wrong("has message " + at + ", which expires and would never be deleted");
        }
        examination.message(own);
        offset = at;
        time = stamped;
        weight = before + own;
    }

    private void wrong(String what) {
        examination.wrong("channel " + row.name + " " + what);
    }
}
