package io.pushcore.disk;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.SeqRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is kept of inboxes at one moment. For one thread, within a {@link View}. */
final class InboxReader {
    private final OpenStorage.Parts parts;
    private final View view;
    private final InboxPositions positions;

    InboxReader(OpenStorage.Parts parts, View view) {
        this.parts = parts;
        this.view = view;
        this.positions = new InboxPositions(parts.database().generations(), view);
    }

    @Nullable
    InboxRow find(InboxId id) {
        return InboxRow.of(view.get(Family.INBOXES, InboxKeys.inbox(id)));
    }

    long version(String owner) {
        InboxOwnerRow row = InboxOwnerRow.of(view.get(Family.INBOXES, InboxKeys.owner(owner)));
        return row == null ? 0 : row.version();
    }

    /** What an owner finds after it has opened an inbox. */
    OpenedInbox opened(InboxId id, InboxRow row) {
        return new OpenedInbox(
                row.fence,
                new SeqRange(row.last + 1, row.reserved),
                row.acknowledged,
                positions.now(InboxShown.of(row.shown)),
                row.burned,
                version(id.owner()),
                followed(id, row.own),
                Optional.of(row.heldBy).filter(node -> !node.isEmpty()));
    }

    List<Followed> followed(InboxId id) {
        InboxRow row = find(id);
        return followed(id, row == null ? start(id.owner()) : row.own);
    }

    private List<Followed> followed(InboxId id, @Nullable Cursor own) {
        List<Followed> all = new ArrayList<>();
        if (own != null) {
            String ownLog = InboxId.ownLog(id.owner()).orElse("");
            all.add(new Followed(ownLog, 0, positions.now(ownLog, own)));
        }
        try (Scan scan = view.scan(Family.INBOXES)) {
            Moved moved = Moved.all(scan, InboxKeys.cursors(id));
            byte[] prefix = InboxKeys.follows(id.owner());
            scan.seek(prefix);
            for (byte[] key = key(scan, prefix); key != null; key = nextKey(scan, prefix)) {
                FollowRow follow = FollowRow.of(scan.value());
                if (follow != null) {
                    InboxCursor cursor = InboxCursor.of(moved.at(key, prefix.length), follow.version());
                    String channel = Keys.name(key, prefix.length);
                    Cursor recorded = cursor == null ? follow.cursor() : cursor.cursor();
                    all.add(new Followed(channel, follow.version(), positions.now(channel, recorded)));
                }
            }
        }
        return all;
    }

    private @Nullable Cursor start(String owner) {
        String ownLog = InboxId.ownLog(owner).orElse("");
        if (ownLog.isEmpty()) {
            return null;
        }
        try (LogReader log = LogReader.open(view, parts.database().generations(), ownLog, Nanos.of(parts.now()))) {
            return new Cursor(log.head().epoch(), log.head().first() - 1, OffsetSet.EMPTY);
        }
    }

    List<String> followers(String channel, String after, int limit) {
        List<String> owners = new ArrayList<>();
        byte[] prefix = InboxKeys.followers(channel);
        byte[] from = InboxKeys.follower(channel, after);
        try (Scan scan = view.scan(Family.FOLLOWERS)) {
            scan.seek(from);
            for (byte[] key = key(scan, prefix); key != null && owners.size() < limit; key = nextKey(scan, prefix)) {
                if (!Arrays.equals(key, from)) {
                    owners.add(Keys.name(key, prefix.length));
                }
            }
        }
        return owners;
    }

    ReadMarks marks(String owner) {
        byte[] bytes = view.get(Family.CHANNELS, Keys.name(InboxId.ownLog(owner).orElse(owner)));
        ChannelRow row = bytes == null ? new ChannelRow("") : ChannelRow.read("", bytes);
        Lives lives = row.lives(parts.database().generations());
        ReadMarks marks = InboxMarks.of(view.get(Family.INBOXES, InboxKeys.marks(owner)));
        return new ReadMarks(
                lives.current(), marks == null ? OffsetSet.EMPTY : InboxMarks.valid(marks, lives, row.span.last()));
    }

    private static byte @Nullable [] key(Scan scan, byte[] prefix) {
        if (!scan.isValid()) {
            return null;
        }
        byte[] key = scan.key();
        return Scan.startsWith(key, prefix) ? key : null;
    }

    private static byte @Nullable [] nextKey(Scan scan, byte[] prefix) {
        scan.next();
        return key(scan, prefix);
    }

    /** The cursors of an inbox that moved, to be asked for in the order of the channels. */
    private static final class Moved {
        private final int prefix;
        private final List<byte[]> keys = new ArrayList<>();
        private final List<byte[]> values = new ArrayList<>();
        private int at;

        private Moved(int prefix) {
            this.prefix = prefix;
        }

        static Moved all(Scan scan, byte[] prefix) {
            Moved moved = new Moved(prefix.length);
            scan.seek(prefix);
            for (byte[] key = key(scan, prefix); key != null; key = nextKey(scan, prefix)) {
                moved.keys.add(key);
                moved.values.add(scan.value());
            }
            return moved;
        }

        /** The one of the channel whose name is in a key from there on. */
        byte @Nullable [] at(byte[] key, int from) {
            while (at < keys.size()) {
                byte[] mine = keys.get(at);
                int order = Arrays.compareUnsigned(mine, prefix, mine.length, key, from, key.length);
                if (order >= 0) {
                    return order == 0 ? values.get(at) : null;
                }
                at++;
            }
            return null;
        }
    }
}
