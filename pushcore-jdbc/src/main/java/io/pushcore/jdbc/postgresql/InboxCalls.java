package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who owns inboxes, and which numbers they give. Immutable; for any thread that has a connection. */
public final class InboxCalls {
    private final Schema schema;
    private final FollowedCalls followed;
    private final String find;
    private final String fence;
    private final String begin;
    private final String upsert;
    private final String reserve;
    private final String forget;

    public InboxCalls(Schema schema) {
        this.schema = schema;
        followed = new FollowedCalls(schema);
        find = schema.sql("SELECT " + InboxRow.COLUMNS + " FROM @s@.inboxes WHERE owner = ? AND device = ?");
        fence = schema.sql("SELECT nextval('@s@.fences')");
        // it lives by the use of its inboxes from now on
        begin = schema.sql("INSERT INTO @s@.owners AS o VALUES (?, nextval('@s@.versions'), ?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET version = o.version RETURNING version");
        upsert = schema.sql(
                "INSERT INTO @s@.inboxes AS i (owner, device, " + InboxRow.COLUMNS
                        + ", used, listed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (owner, device) DO UPDATE SET fence = excluded.fence, node = excluded.node,"
                        + " last = excluded.last, reserved = excluded.reserved, burned = excluded.burned, used = excluded.used");
        reserve = schema.sql("UPDATE @s@.inboxes SET reserved = ? WHERE owner = ? AND device = ?");
        forget = schema.sql("SELECT @s@.forget(?, ?)");
    }

    public OpenedInbox open(Connection connection, InboxId id, String node, int numbers, long now) throws SQLException {
        return Transaction.in(connection, () -> {
            Owned owned = Owned.take(connection, schema, id.owner());
            InboxRow row = find(connection, id, true);
            if (row == null) {
                row = new InboxRow();
                row.own = followed.start(connection, id.owner(), now);
            }
            Optional<String> heldBy = Optional.of(row.node).filter(holder -> !holder.isEmpty());
            row.open(fence(connection), node, numbers, owned.numbersAbove());
            put(connection, id, row, now);
            return new OpenedInbox(
                    row.fence,
                    new SeqRange(row.last + 1, row.reserved),
                    row.acknowledged,
                    followed.now(connection, row.shown, now),
                    row.burned,
                    begin(connection, id.owner(), now),
                    followed.of(connection, id, row.own, now),
                    heldBy);
        });
    }

    private @Nullable InboxRow find(Connection connection, InboxId id, boolean isChanged) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(isChanged ? find + " FOR UPDATE" : find)) {
            call.setBytes(1, Names.bytes(id.owner()));
            call.setBytes(2, Names.bytes(id.device()));
            try (ResultSet row = call.executeQuery()) {
                return row.next() ? InboxRow.read(row, 1) : null;
            }
        }
    }

    private long fence(Connection connection) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(fence);
                ResultSet row = call.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The follow version of an owner, who is there from now on. */
    private long begin(Connection connection, String owner, long now) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(begin)) {
            call.setBytes(1, Names.bytes(owner));
            call.setLong(2, now);
            call.setLong(3, now);
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void put(Connection connection, InboxId id, InboxRow row, long now) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(upsert)) {
            call.setBytes(1, Names.bytes(id.owner()));
            call.setBytes(2, Names.bytes(id.device()));
            call.setLong(3, row.fence);
            call.setBytes(4, Names.bytes(row.node));
            call.setLong(5, row.acknowledged);
            call.setLong(6, row.last);
            call.setLong(7, row.reserved);
            call.setBytes(8, row.shown);
            call.setLong(9, row.shownCount);
            call.setObject(10, row.burnedNumbers());
            Cursor own = row.own;
            if (own == null) {
                call.setNull(11, Types.VARCHAR);
                call.setLong(12, 0);
                call.setNull(13, Types.BINARY);
            } else {
                call.setString(11, own.epoch());
                call.setLong(12, own.floor());
                call.setBytes(13, Offsets.toBytes(own.beyond()));
            }
            call.setLong(14, now);
            call.setLong(15, now);
            call.execute();
        }
    }

    public boolean exists(Connection connection, InboxId id) throws SQLException {
        return find(connection, id, false) != null;
    }

    public Optional<String> holder(Connection connection, InboxId id) throws SQLException {
        InboxRow row = find(connection, id, false);
        return row == null || row.node.isEmpty() ? Optional.empty() : Optional.of(row.node);
    }

    public void reserve(Connection connection, InboxId id, long ofFence, long through) throws SQLException {
        Transaction.in(connection, () -> {
            Owned.take(connection, schema, id.owner());
            InboxRow row = find(connection, id, true);
            if (row == null) {
                throw new StorageException(Fault.FENCED, "the inbox was forgotten: " + id);
            }
            if (!row.reserve(ofFence, through)) {
                return false;
            }
            try (PreparedStatement call = connection.prepareStatement(reserve)) {
                call.setLong(1, row.reserved);
                call.setBytes(2, Names.bytes(id.owner()));
                call.setBytes(3, Names.bytes(id.device()));
                call.execute();
            }
            return true;
        });
    }

    public List<Followed> followed(Connection connection, InboxId id, long now) throws SQLException {
        InboxRow row = find(connection, id, false);
        Cursor own = row == null ? followed.start(connection, id.owner(), now) : row.own;
        return followed.of(connection, id, own, now);
    }

    public void forget(Connection connection, InboxId id) throws SQLException {
        Transaction.in(connection, () -> {
            Owned.take(connection, schema, id.owner());
            try (PreparedStatement call = connection.prepareStatement(forget)) {
                call.setBytes(1, Names.bytes(id.owner()));
                call.setBytes(2, Names.bytes(id.device()));
                call.execute();
            }
            return true;
        });
    }
}
