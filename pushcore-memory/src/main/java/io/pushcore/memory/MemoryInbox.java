package io.pushcore.memory;

import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import io.pushcore.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is recorded of one inbox; under the lock of the inboxes. */
final class MemoryInbox extends UseOrder.Used {
    final String device;
    final Cursors cursors;
    private final Owner owner;

    // written and read by dumps too
    long fence;
    /** Whose it is; empty while it is nobody's. */
    String node = "";

    long acknowledged;
    long last;
    /** The highest number reserved. */
    long reserved;

    List<Shown> shown = List.of();
    List<SeqRange> burned = List.of();
    /** On the owner's own log; none for who has none. */
    @Nullable
    Cursor own;

    /** A new one, which stands before the first of its owner's own log. */
    MemoryInbox(Owner owner, String device, @Nullable Cursor own) {
        this.owner = owner;
        this.device = device;
        this.own = own;
        this.cursors = new Cursors(owner);
    }

    @Override
    InboxId id() {
        return new InboxId(owner.name, device);
    }

    OpenedInbox open(long newFence, String newNode, int numbers) {
        Optional<String> heldBy = Optional.of(node).filter(name -> !name.isEmpty());
        fence = newFence;
        node = newNode;
        if (reserved > last) {
            burned = burnedUpTo(reserved);
            last = reserved;
        }
        reserved = last + numbers;
        return new OpenedInbox(
                fence,
                new SeqRange(last + 1, reserved),
                acknowledged,
                shown,
                burned,
                owner.version,
                followed(),
                heldBy);
    }

    void reserve(long ofFence, long through) {
        if (node.isEmpty() || fence != ofFence) {
            throw new StorageException(
                    StorageException.Fault.FENCED, "fence " + ofFence + " is over, the inbox had " + fence + " last");
        }
        if (through - reserved > InboxStore.MAX_NUMBERS) {
            throw new IllegalArgumentException(
                    "more than " + InboxStore.MAX_NUMBERS + " numbers after " + reserved + ": through " + through);
        }
        reserved = Math.max(reserved, through);
    }

    Checkpoint.Outcome record(Checkpoint checkpoint) {
        if (node.isEmpty() || fence != checkpoint.fence()) {
            return Checkpoint.Outcome.FENCED;
        }
        boolean older = checkpoint.acknowledged() < acknowledged || checkpoint.last() < last;
        if (older || (checkpoint.last() == last && count(checkpoint.shown()) > count(shown))) {
            return Checkpoint.Outcome.RECORDED; // something newer is
        }
        acknowledged = checkpoint.acknowledged();
        last = checkpoint.last();
        shown = checkpoint.shown();
        burned = checkpoint.burned();
        checkpoint.moved().forEach(this::move);
        reserved = checkpoint.release() ? last : Math.max(reserved, last);
        if (checkpoint.release()) {
            node = "";
        }
        return Checkpoint.Outcome.RECORDED;
    }

    private static long count(List<Shown> shown) {
        return shown.stream().mapToLong(Shown::count).sum();
    }

    List<Followed> followed() {
        List<Followed> all = new ArrayList<>(owner.follows() + 1);
        if (own != null) {
            all.add(new Followed(ownLog(), 0, own));
        }
        for (int row = 0; row < owner.follows(); row++) {
            all.add(new Followed(owner.channel(row).name(), owner.version(row), cursors.get(row)));
        }
        return all;
    }

    private void move(Followed followed) {
        if (own != null && followed.version() == 0) {
            if (followed.channel().equals(ownLog())) {
                own = Cursors.merged(own, followed.cursor());
            }
            return;
        }
        int row = owner.row(followed.channel());
        if (row >= 0 && owner.version(row) == followed.version()) {
            cursors.move(row, followed.cursor());
        }
    }

    private List<SeqRange> burnedUpTo(long through) {
        List<SeqRange> more = new ArrayList<>(burned);
        long first = last + 1;
        if (!more.isEmpty() && more.get(more.size() - 1).last() == last) {
            first = more.remove(more.size() - 1).first();
        }
        more.add(new SeqRange(first, through));
        return List.copyOf(more);
    }

    private String ownLog() {
        return InboxId.ownLog(owner.name).orElse("");
    }
}
