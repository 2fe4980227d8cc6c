package io.pushcore.memory;

import io.pushcore.Position;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How owners and their inboxes stand in a dump; under the lock of the inboxes. */
final class DumpedInboxes {
    /** Reads into owners what was written, with the order in which they were used. */
    private final Owners owners;

    private final DataInputStream in;

    private DumpedInboxes(Owners owners, DataInputStream in) {
        this.owners = owners;
        this.in = in;
    }

    static void write(Owners owners, DataOutputStream out) throws IOException {
        out.writeLong(owners.fences);
        out.writeLong(owners.firstVersion);
        out.writeInt(owners.count());
        for (Owner owner : owners.all()) {
            writeOwner(owner, out);
        }
        List<UseOrder.Used> order = owners.uses.all();
        out.writeInt(order.size());
        for (UseOrder.Used used : order) {
            out.writeUTF(used.id().owner());
            out.writeUTF(used.id().device());
            out.writeLong(used.usedAt);
        }
    }

    /** Reads into owners who are empty. */
    static void read(Owners owners, DataInputStream in) throws IOException {
        owners.fences = in.readLong();
        owners.firstVersion = in.readLong();
        DumpedInboxes reading = new DumpedInboxes(owners, in);
        for (int left = in.readInt(); left > 0; left--) {
            reading.readOwner();
        }
        for (int left = in.readInt(); left > 0; left--) {
            reading.readUse();
        }
    }

    private static void writeOwner(Owner owner, DataOutputStream out) throws IOException {
        out.writeUTF(owner.name);
        out.writeLong(owner.firstVersion);
        out.writeLong(owner.version);
        out.writeInt(owner.follows());
        for (int row = 0; row < owner.follows(); row++) {
            out.writeUTF(owner.channel(row).name());
            writePosition(owner.from(row), out);
            out.writeLong(owner.version(row));
        }
        ReadMarks marks = owner.marks;
        out.writeBoolean(marks != null);
        if (marks != null) {
            out.writeUTF(marks.epoch());
            writeOffsets(marks.offsets(), out);
        }
        out.writeInt(owner.inboxes.size());
        for (MemoryInbox inbox : owner.inboxes) {
            writeInbox(owner, inbox, out);
        }
    }

    private void readOwner() throws IOException {
        Owner owner = owners.restore(in.readUTF(), in.readLong());
        owner.version = in.readLong();
        int follows = in.readInt();
        for (int row = 0; row < follows; row++) {
            owners.follow(owner, row, owners.awaited(in.readUTF()), readPosition(), in.readLong());
        }
        if (in.readBoolean()) {
            owner.marks = new ReadMarks(in.readUTF(), readOffsets());
        }
        for (int left = in.readInt(); left > 0; left--) {
            readInbox(owner);
        }
    }

    private static void writeInbox(Owner owner, MemoryInbox inbox, DataOutputStream out) throws IOException {
        out.writeUTF(inbox.device);
        Cursor own = inbox.own;
        out.writeBoolean(own != null);
        if (own != null) {
            writeCursor(own, out);
        }
        for (int row = 0; row < owner.follows(); row++) {
            writeCursor(inbox.cursors.get(row), out);
        }
        out.writeLong(inbox.fence);
        out.writeUTF(inbox.node);
        out.writeLong(inbox.acknowledged);
        out.writeLong(inbox.last);
        out.writeLong(inbox.reserved);
        out.writeInt(inbox.shown.size());
        for (Shown shown : inbox.shown) {
            writeShown(shown, out);
        }
        out.writeInt(inbox.burned.size());
        for (SeqRange range : inbox.burned) {
            out.writeLong(range.first());
            out.writeLong(range.last());
        }
    }

    private void readInbox(Owner owner) throws IOException {
        String device = in.readUTF();
        MemoryInbox inbox = owners.add(owner, device, in.readBoolean() ? readCursor() : null);
        for (int row = 0; row < owner.follows(); row++) {
            inbox.cursors.move(row, readCursor());
        }
        inbox.fence = in.readLong();
        inbox.node = in.readUTF();
        inbox.acknowledged = in.readLong();
        inbox.last = in.readLong();
        inbox.reserved = in.readLong();
        List<Shown> shown = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            shown.add(readShown());
        }
        inbox.shown = List.copyOf(shown);
        List<SeqRange> burned = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            burned.add(new SeqRange(in.readLong(), in.readLong()));
        }
        inbox.burned = List.copyOf(burned);
    }

    private void readUse() throws IOException {
        Owner owner = owners.get(in.readUTF());
        MemoryInbox inbox = owner.inbox(in.readUTF());
        owners.uses.touch(inbox == null ? owner : inbox, in.readLong());
    }

    private static void writeShown(Shown shown, DataOutputStream out) throws IOException {
        out.writeLong(shown.seq());
        out.writeUTF(shown.channel());
        if (shown instanceof Shown.Run run) {
            out.writeInt(run.count());
            writePosition(run.first(), out);
        } else if (shown instanceof Shown.Gap gap) {
            out.writeInt(0);
            writePosition(gap.from(), out);
            writePosition(gap.to(), out);
            out.writeUTF(gap.cause().name());
        }
    }

    private Shown readShown() throws IOException {
        long seq = in.readLong();
        String channel = in.readUTF();
        int count = in.readInt();
        return count > 0
                ? new Shown.Run(seq, channel, readPosition(), count)
                : new Shown.Gap(seq, channel, readPosition(), readPosition(), Shown.Cause.valueOf(in.readUTF()));
    }

    private static void writeCursor(Cursor cursor, DataOutputStream out) throws IOException {
        out.writeUTF(cursor.epoch());
        out.writeLong(cursor.floor());
        writeOffsets(cursor.beyond(), out);
    }

    private Cursor readCursor() throws IOException {
        return new Cursor(in.readUTF(), in.readLong(), readOffsets());
    }

    private static void writePosition(Position position, DataOutputStream out) throws IOException {
        out.writeUTF(position.epoch());
        out.writeLong(position.offset());
    }

    private Position readPosition() throws IOException {
        return new Position(in.readUTF(), in.readLong());
    }

    private static void writeOffsets(OffsetSet offsets, DataOutputStream out) throws IOException {
        byte[] bytes = offsets.isEmpty() ? new byte[0] : offsets.toBytes();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private OffsetSet readOffsets() throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("set of " + length + " bytes");
        }
        return length == 0 ? OffsetSet.EMPTY : OffsetSet.ofBytes(bytes);
    }
}
