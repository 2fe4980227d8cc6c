package io.pushcore.memory;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.ReadMarks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What owners have read of their own logs, and where these begin; under the lock of the inboxes. */
final class OwnLogs {
    private final Owners owners;
    private final MemoryChannelLog log;

    OwnLogs(Owners owners, MemoryChannelLog log) {
        this.owners = owners;
        this.log = log;
    }

    /** Before the oldest kept, for who has a log. */
    @Nullable
    Cursor start(String owner, Instant now) {
        Head head = head(owner, now);
        return head == null ? null : new Cursor(head.epoch(), head.first() - 1, OffsetSet.EMPTY);
    }

    void mark(String name, ReadMarks read, Instant now) {
        Head head = head(name, now);
        if (head == null || !head.epoch().equals(read.epoch())) {
            return;
        }
        OffsetSet offsets = read.offsets().upTo(head.last()).above(0);
        if (!offsets.isEmpty()) {
            Owner owner = owners.get(name);
            OffsetSet all = current(owner, head).with(offsets).above(head.first() - 1);
            owner.marks = new ReadMarks(head.epoch(), all);
            owners.used(owner, Nanos.of(now));
        }
    }

    ReadMarks marks(String name, Instant now) {
        Head head = log.head(InboxId.ownLog(name).orElse(name), now);
        return new ReadMarks(head.epoch(), current(owners.find(name), head));
    }

    /** What was marked in the epoch the log has now. */
    private static OffsetSet current(@Nullable Owner owner, Head head) {
        ReadMarks marks = owner == null ? null : owner.marks;
        return marks != null && marks.epoch().equals(head.epoch()) ? marks.offsets() : OffsetSet.EMPTY;
    }

    private @Nullable Head head(String owner, Instant now) {
        String ownLog = InboxId.ownLog(owner).orElse("");
        return ownLog.isEmpty() ? null : log.head(ownLog, now);
    }
}
