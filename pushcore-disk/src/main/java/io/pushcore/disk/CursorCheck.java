package io.pushcore.disk;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.StorageException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether cursors lie within their channels. One beyond the end of an epoch that is over, or of an epoch that the channel does not have, is
 * told of a gap; one beyond the head would pass over what comes, unless an epoch begins before. For one thread.
 */
final class CursorCheck {
    /** Most inboxes follow the same few channels. */
    private static final int KEPT = 1_024;

    private final ReadOnlyFiles files;
    private final Examination examination;
    private final Generations generations;
    private final Map<String, Head> heads = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Head> eldest) {
            return size() > KEPT;
        }
    };

    /** The present epoch, and the last offset. */
    private record Head(String epoch, long last) {}

    CursorCheck(ReadOnlyFiles files, Examination examination) {
        this.files = files;
        this.examination = examination;
        this.generations = generations(files);
    }

    void check(InboxId id, String channel, Cursor cursor) {
        if (!examination.isClean() || generations.epochs().isEmpty()) {
            return;
        }
        Head head = heads.computeIfAbsent(channel, this::head);
        boolean isBeyond =
                cursor.floor() > head.last || !cursor.beyond().above(head.last).isEmpty();
        if (cursor.epoch().equals(head.epoch) && isBeyond) {
            examination.wrong(InboxesCheck.named(id) + " stands in channel " + channel + " beyond offset " + head.last
                    + ", the last there is");
        }
    }

    private Head head(String channel) {
        try {
            byte[] bytes = files.get(Family.CHANNELS, Keys.name(channel));
            ChannelRow row = bytes == null ? new ChannelRow(channel) : ChannelRow.read(channel, bytes);
            return new Head(row.lives(generations).current(), row.span.last());
        } catch (StorageException unreadable) {
            return new Head("", 0); // told with the channels
        }
    }

    private static Generations generations(ReadOnlyFiles files) {
        try {
            byte[] known = files.get(Family.META, Generations.KEY);
            return known == null ? Generations.none() : Generations.of(known);
        } catch (StorageException unreadable) {
            return Generations.none(); // told by another check
        }
    }
}
