package io.pushcore.memory;

import io.pushcore.Position;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.ReadMarks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One who follows, the follows in the order of the channels' names, and the inboxes; under the lock of the inboxes. */
final class Owner extends UseOrder.Used {
    private static final int CHANNEL = 0;
    private static final int FROM = 1;
    private static final int EPOCH = 2;
    private static final int VERSION = 3;
    private static final int COLUMNS = 4;

    final String name;
    final int number;
    /** Versions are kept from here on, which is small numbers. */
    final long firstVersion;

    private final Numbered<FollowedChannel> channels;
    private final Rows follows = new Rows(COLUMNS, 0);
    final SmallTexts epochs = new SmallTexts();
    final List<MemoryInbox> inboxes = new ArrayList<>(1);
    long version;

    @Nullable
    ReadMarks marks;

    Owner(String name, int number, long firstVersion, Numbered<FollowedChannel> channels) {
        this.name = name;
        this.number = number;
        this.firstVersion = firstVersion;
        this.version = firstVersion;
        this.channels = channels;
    }

    /** One of whom nothing is kept, and nothing will be. */
    static Owner stranger(String name) {
        return new Owner(name, -1, 0, new Numbered<>());
    }

    @Override
    InboxId id() {
        return new InboxId(name, "");
    }

    @Nullable
    MemoryInbox inbox(String device) {
        for (MemoryInbox inbox : inboxes) {
            if (inbox.device.equals(device)) {
                return inbox;
            }
        }
        return null;
    }

    int follows() {
        return follows.count();
    }

    FollowedChannel channel(int row) {
        return channels.get((int) follows.get(row, CHANNEL));
    }

    /** Where a follow took effect. */
    Position from(int row) {
        return new Position(epochs.get((int) follows.get(row, EPOCH)), follows.get(row, FROM));
    }

    String fromEpoch(int row) {
        return epochs.get((int) follows.get(row, EPOCH));
    }

    long fromOffset(int row) {
        return follows.get(row, FROM);
    }

    /** The version with which a channel was followed. */
    long version(int row) {
        return firstVersion + follows.get(row, VERSION);
    }

    /** The row of a channel, or -1 minus the one where it would stand. */
    int row(String channel) {
        int low = 0;
        int high = follows.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Utf8Order.INSTANCE.compare(channel(middle).name(), channel);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1 - low;
    }

    /** Adds a follow in a row, with a version. */
    void insert(int row, FollowedChannel channel, Position from, long followVersion) {
        settleEpochs();
        follows.insert(row, channel.number(), from.offset(), epochs.number(from.epoch()), followVersion - firstVersion);
        for (MemoryInbox inbox : inboxes) {
            inbox.cursors.insert(row);
        }
    }

    void remove(int row) {
        follows.remove(row);
        for (MemoryInbox inbox : inboxes) {
            inbox.cursors.remove(row);
        }
    }

    /** Forgets epochs that nothing stands in any more, once in a while. */
    void settleEpochs() {
        if (!epochs.isToBeSettled()) {
            return;
        }
        List<String> before = epochs.clear();
        for (int row = 0; row < follows.count(); row++) {
            follows.set(row, EPOCH, epochs.number(before.get((int) follows.get(row, EPOCH))));
        }
        for (MemoryInbox inbox : inboxes) {
            inbox.cursors.renumberEpochs(before);
        }
    }
}
