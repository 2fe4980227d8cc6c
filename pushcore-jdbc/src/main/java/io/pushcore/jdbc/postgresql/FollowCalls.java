package io.pushcore.jdbc.postgresql;

import io.pushcore.Position;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.ReadMarks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What owners follow and have read. Immutable; for any thread that has a connection. */
public final class FollowCalls {
    private final Schema schema;
    private final String find;
    private final String insert;
    private final String delete;
    private final String deleteCursors;
    private final String changed;
    private final String used;
    private final String followers;
    private final String versions;
    private final String marks;
    private final String mark;

    public FollowCalls(Schema schema) {
        this.schema = schema;
        find = schema.sql("SELECT epoch, off FROM @s@.follows WHERE owner = ? AND channel = ?");
        insert = schema.sql("INSERT INTO @s@.follows (owner, channel, version, epoch, off) VALUES (?, ?, ?, ?, ?)");
        delete = schema.sql("DELETE FROM @s@.follows WHERE owner = ? AND channel = ?");
        deleteCursors = schema.sql("DELETE FROM @s@.cursors WHERE owner = ? AND channel = ? AND device IN"
                + " (SELECT device FROM @s@.inboxes WHERE owner = ?)");
        changed = schema.sql(
                "INSERT INTO @s@.owners AS o VALUES (?, nextval('@s@.versions'), ?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET version = excluded.version, used = excluded.used RETURNING version");
        used = schema.sql("INSERT INTO @s@.owners AS o VALUES (?, nextval('@s@.versions'), ?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET used = excluded.used");
        followers = schema.sql("SELECT owner FROM @s@.follows WHERE channel = ? AND owner > ? ORDER BY owner LIMIT ?");
        versions = schema.sql("SELECT p.place, o.version FROM unnest(?) WITH ORDINALITY p(name, place)"
                + " JOIN @s@.owners o ON o.name = p.name");
        marks = schema.sql("SELECT epoch, offsets FROM @s@.marks WHERE owner = ?");
        mark = schema.sql("INSERT INTO @s@.marks VALUES (?, ?, ?)"
                + " ON CONFLICT (owner) DO UPDATE SET epoch = excluded.epoch, offsets = excluded.offsets");
    }

    /** From a position on, or from the head. */
    public Position follow(Connection connection, String owner, String channel, @Nullable Position from, long now)
            throws SQLException {
        return Transaction.in(connection, () -> {
            Owned.take(connection, schema, owner);
            Position known = find(connection, owner, channel);
            if (known != null) {
                return known;
            }
            Position start = from == null ? head(connection, channel, now) : from;
            try (PreparedStatement call = connection.prepareStatement(insert)) {
                call.setLong(3, changed(connection, owner, now));
                call.setBytes(1, Names.bytes(owner));
                call.setBytes(2, Names.bytes(channel));
                call.setString(4, start.epoch());
                call.setLong(5, start.offset());
                call.execute();
            }
            return start;
        });
    }

    private @Nullable Position find(Connection connection, String owner, String channel) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(find)) {
            call.setBytes(1, Names.bytes(owner));
            call.setBytes(2, Names.bytes(channel));
            try (ResultSet row = call.executeQuery()) {
                return row.next() ? new Position(row.getString(1), row.getLong(2)) : null;
            }
        }
    }

    private Position head(Connection connection, String channel, long now) throws SQLException {
        Lives lives = Lives.of(connection, schema, channel, now);
        return new Position(lives.current(), lives.last());
    }

    /** Notes that what an owner follows has changed; gives the new version. */
    private long changed(Connection connection, String owner, long now) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(changed)) {
            call.setBytes(1, Names.bytes(owner));
            call.setLong(2, now);
            call.setLong(3, now);
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    public boolean unfollow(Connection connection, String owner, String channel, long now) throws SQLException {
        return Transaction.in(connection, () -> {
            Owned.take(connection, schema, owner);
            try (PreparedStatement call = connection.prepareStatement(delete)) {
                call.setBytes(1, Names.bytes(owner));
                call.setBytes(2, Names.bytes(channel));
                if (call.executeUpdate() == 0) {
                    return false;
                }
            }
            try (PreparedStatement call = connection.prepareStatement(deleteCursors)) {
                call.setBytes(1, Names.bytes(owner));
                call.setBytes(2, Names.bytes(channel));
                call.setBytes(3, Names.bytes(owner));
                call.execute();
            }
            changed(connection, owner, now);
            return true;
        });
    }

    public List<String> followers(Connection connection, String channel, String after, int limit) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(followers)) {
            call.setBytes(1, Names.bytes(channel));
            call.setBytes(2, Names.bytes(after));
            call.setInt(3, limit);
            List<String> owners = new ArrayList<>();
            try (ResultSet rows = call.executeQuery()) {
                while (rows.next()) {
                    owners.add(Names.text(rows.getBytes(1)));
                }
            }
            return owners;
        }
    }

    public List<Long> versions(Connection connection, List<String> owners) throws SQLException {
        Long[] all = new Long[owners.size()];
        Arrays.fill(all, 0L);
        try (PreparedStatement call = connection.prepareStatement(versions)) {
            call.setObject(1, owners.stream().map(Names::bytes).toArray(byte[][]::new));
            try (ResultSet rows = call.executeQuery()) {
                while (rows.next()) {
                    all[(int) rows.getLong(1) - 1] = rows.getLong(2);
                }
            }
        }
        return List.of(all);
    }

    public void mark(Connection connection, String owner, ReadMarks read, long now) throws SQLException {
        String ownLog = InboxId.ownLog(owner).orElse("");
        if (ownLog.isEmpty()) {
            return;
        }
        Transaction.in(connection, () -> {
            Owned.take(connection, schema, owner);
            Lives lives = Lives.of(connection, schema, ownLog, now);
            OffsetSet offsets = lives.valid(read).above(0);
            if (offsets.isEmpty()) {
                return false;
            }
            ReadMarks known = known(connection, owner);
            OffsetSet all = known == null ? offsets : lives.valid(known).with(offsets);
            try (PreparedStatement call = connection.prepareStatement(mark)) {
                call.setBytes(1, Names.bytes(owner));
                call.setString(2, lives.current());
                call.setBytes(3, all.above(lives.first() - 1).toBytes());
                call.execute();
            }
            try (PreparedStatement call = connection.prepareStatement(used)) {
                call.setBytes(1, Names.bytes(owner));
                call.setLong(2, now);
                call.setLong(3, now);
                call.execute();
            }
            return true;
        });
    }

    private @Nullable ReadMarks known(Connection connection, String owner) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(marks)) {
            call.setBytes(1, Names.bytes(owner));
            try (ResultSet row = call.executeQuery()) {
                return row.next() ? new ReadMarks(row.getString(1), Offsets.of(row.getBytes(2))) : null;
            }
        }
    }

    public ReadMarks marks(Connection connection, String owner, long now) throws SQLException {
        ReadMarks known = known(connection, owner);
        Lives lives = Lives.of(connection, schema, InboxId.ownLog(owner).orElse(owner), now);
        return new ReadMarks(lives.current(), known == null ? OffsetSet.EMPTY : lives.valid(known));
    }
}
