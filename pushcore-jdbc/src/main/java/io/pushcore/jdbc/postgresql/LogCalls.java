package io.pushcore.jdbc.postgresql;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Changes;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What logs ask the server, each in one round trip. Immutable; for any thread that has a connection. */
public final class LogCalls {
    private static final int STORED = 1;
    private static final int REPEATED = 2;
    private static final int MISMATCHED = 3;
    private static final int GONE = 1;
    private static final int MESSAGE = 2;

    private final String append;
    private final String read;
    private final String message;
    private final String positionAt;
    private final String heads;
    private final String trim;
    private final String delete;
    private final MovedCalls moved;

    public LogCalls(Schema schema) {
        append = schema.sql("SELECT * FROM @s@.append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?, ?, ?, ?, ?, ?, ?)");
        read = schema.sql("SELECT * FROM @s@.read(?, ?, ?, ?, ?, ?, ?)");
        message = schema.sql("SELECT * FROM @s@.message(?, ?, ?, ?)");
        positionAt = schema.sql("SELECT * FROM @s@.position_at(?, ?, ?)");
        heads = schema.sql("SELECT * FROM @s@.heads(?, ?)");
        trim = schema.sql("UPDATE @s@.channels SET first = greatest(first, least(?, last) + 1) WHERE name = ?");
        delete = schema.sql("SELECT @s@.delete(?, ?)");
        moved = new MovedCalls(schema);
    }

    /** Writes a group in one transaction. */
    public void append(Connection connection, AppendGroup group, long now) throws SQLException {
        group.fill();
        List<Repeat> repeats = new ArrayList<>();
        try (PreparedStatement call = connection.prepareStatement(append)) {
            bind(call, group, now);
            try (ResultSet rows = call.executeQuery()) {
                while (rows.next()) {
                    take(rows, group, repeats);
                }
            }
        }
        for (Repeat repeat : repeats) {
            group.result(repeat.entry, repeated(connection, group, repeat, now));
        }
    }

    private static void bind(PreparedStatement call, AppendGroup group, long now) throws SQLException {
        Object[] values = {
            now,
            group.commit(),
            group.names,
            group.plain,
            group.writers,
            group.numbers,
            group.counts,
            group.confirmed,
            group.weights,
            group.keepCounts,
            group.keepBytes,
            group.keepAges,
            group.keyAges,
            group.keyCounts,
            group.channels,
            group.ranks,
            group.befores,
            group.entryWeights,
            group.ttls,
            group.types,
            group.metas,
            group.payloads,
            group.keyedEntries(),
            group.senders(),
            group.keys(),
            group.fingerprints(),
            group.entryWriters,
            group.entryNumbers,
            group.entryConfirmed
        };
        for (int i = 0; i < values.length; i++) {
            call.setObject(i + 1, values[i]);
        }
    }

    private static void take(ResultSet row, AppendGroup group, List<Repeat> repeats) throws SQLException {
        int channel = row.getInt(1);
        int entry = row.getInt(2);
        if (row.wasNull()) {
            group.stored(channel, row.getString(4), row.getLong(5), row.getLong(6));
            return;
        }
        int kind = row.getInt(3);
        if (kind == STORED) {
            group.stored(entry, new Position(row.getString(4), row.getLong(5)), row.getLong(6));
        } else if (kind == REPEATED) {
            repeats.add(new Repeat(entry, new Position(row.getString(4), row.getLong(5)), row.getLong(6)));
        } else if (kind == MISMATCHED) {
            group.result(entry, new Appended.Mismatched());
        }
    }

    /** An entry whose key was known, and where the first message with it stands. */
    private record Repeat(int entry, Position position, long time) {}

    /** The first message as it stands in the log or, where it is gone, as this publication would have made it. */
    private Appended repeated(Connection connection, AppendGroup group, Repeat repeat, long now) throws SQLException {
        Append append = group.entry(repeat.entry);
        Message found = find(connection, append.channel(), repeat.position, now);
        Message first = found != null
                ? found
                : StoredMessage.of(append.channel(), append.publication(), repeat.position, repeat.time);
        return new Appended.Repeated(first, group.durability(append));
    }

    private @Nullable Message find(Connection connection, String channel, Position position, long now)
            throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(message)) {
            call.setBytes(1, Names.bytes(channel));
            call.setString(2, position.epoch());
            call.setLong(3, position.offset());
            call.setLong(4, now);
            try (ResultSet row = call.executeQuery()) {
                return row.next() ? StoredMessage.of(channel, position.epoch(), row) : null;
            }
        }
    }

    public ReadResult read(Connection connection, Read read, long now) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(this.read)) {
            call.setBytes(1, Names.bytes(read.channel()));
            call.setString(2, read.from().epoch());
            call.setLong(3, read.from().offset());
            call.setInt(4, read.limit());
            call.setLong(5, read.maxBytes());
            call.setBoolean(6, read.direction() == Read.Direction.BACKWARD);
            call.setLong(7, now);
            try (ResultSet rows = call.executeQuery()) {
                return page(read, rows);
            }
        }
    }

    private static ReadResult page(Read read, ResultSet rows) throws SQLException {
        rows.next();
        boolean isGone = rows.getShort(1) == GONE;
        String epoch = rows.getString(2);
        Position head = new Position(epoch, rows.getLong(4));
        long start = rows.getLong(5);
        List<Message> messages = new ArrayList<>();
        while (rows.next() && rows.getShort(1) == MESSAGE) {
            messages.add(StoredMessage.of(read.channel(), epoch, rows));
        }
        ReadResult.Found found = new ReadResult.Found(messages, new Position(epoch, rows.getLong(3)), head);
        return isGone ? new ReadResult.Gone(read.from(), new Position(epoch, start), found) : found;
    }

    public Position positionAt(Connection connection, String channel, long time, long now) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(positionAt)) {
            call.setBytes(1, Names.bytes(channel));
            call.setLong(2, time);
            call.setLong(3, now);
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return new Position(row.getString(1), row.getLong(2));
            }
        }
    }

    public List<Head> heads(Connection connection, List<String> channels, long now) throws SQLException {
        Head[] all = new Head[channels.size()];
        try (PreparedStatement call = connection.prepareStatement(heads)) {
            call.setObject(1, channels.stream().map(Names::bytes).toArray(byte[][]::new));
            call.setLong(2, now);
            try (ResultSet rows = call.executeQuery()) {
                while (rows.next()) {
                    int place = (int) rows.getLong(1) - 1;
                    all[place] = new Head(channels.get(place), rows.getString(2), rows.getLong(3), rows.getLong(4));
                }
            }
        }
        return List.of(all);
    }

    public Changes changedSince(Connection connection, String token, int limit, long now) throws SQLException {
        return moved.since(connection, token, limit, now);
    }

    public String tokenOfNow(Connection connection) throws SQLException {
        return moved.now(connection);
    }

    public void trim(Connection connection, String channel, long through) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(trim)) {
            call.setLong(1, through);
            call.setBytes(2, Names.bytes(channel));
            call.execute();
        }
    }

    public void delete(Connection connection, String channel, String epoch) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(delete)) {
            call.setBytes(1, Names.bytes(channel));
            call.setString(2, epoch);
            call.execute();
        }
    }
}
