package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What owners record of their inboxes, many in one transaction. Immutable; for any thread that has a connection. */
public final class CheckpointCalls {
    private final Schema schema;
    private final String lasting;
    private final String find;
    private final String cursors;
    private final String update;
    private final String upsert;

    public CheckpointCalls(Schema schema) {
        this.schema = schema;
        lasting = schema.sql("SELECT @s@.lasting()");
        // in the order of their names, so that two transactions lock them in the same order
        find = schema.sql("SELECT i.owner, i.device, " + InboxRow.COLUMNS + " FROM @s@.inboxes i"
                + " WHERE (i.owner, i.device) IN (SELECT * FROM unnest(?, ?)) ORDER BY i.owner, i.device FOR UPDATE");
        // no follow ends until what is recorded of it is there
        cursors = schema.sql("SELECT p.place, f.version, coalesce(c.epoch, f.epoch),"
                + " CASE WHEN c.epoch IS NULL THEN f.off ELSE c.floor END, c.beyond"
                + " FROM unnest(?, ?, ?) WITH ORDINALITY p(owner, device, channel, place)"
                + " JOIN @s@.follows f ON f.owner = p.owner AND f.channel = p.channel"
                + " LEFT JOIN @s@.cursors c ON c.owner = p.owner AND c.device = p.device AND c.channel = p.channel"
                + " AND c.version = f.version ORDER BY f.owner, f.channel FOR SHARE OF f");
        update = schema.sql("UPDATE @s@.inboxes SET node = ?, acknowledged = ?, last = ?, reserved = ?, shown = ?,"
                + " shown_count = ?, burned = ?, epoch = ?, floor = ?, beyond = ?, used = ?"
                + " WHERE owner = ? AND device = ?");
        upsert = schema.sql("INSERT INTO @s@.cursors VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, device, channel)"
                + " DO UPDATE SET version = excluded.version, epoch = excluded.epoch, floor = excluded.floor,"
                + " beyond = excluded.beyond");
    }

    /** A cursor of an inbox. */
    private record Place(InboxId inbox, String channel) {}

    /** One as it is recorded, and whether it has moved. */
    private static final class Standing {
        final long version;
        Cursor cursor;
        boolean hasMoved;

        Standing(long version, Cursor cursor) {
            this.version = version;
            this.cursor = cursor;
        }
    }

    public List<Checkpoint.Outcome> record(Connection connection, List<Checkpoint> batch, long now)
            throws SQLException {
        return Transaction.in(connection, () -> {
            try (PreparedStatement call = connection.prepareStatement(lasting)) {
                call.execute();
            }
            Map<InboxId, InboxRow> rows = rows(connection, batch);
            Map<Place, Standing> standing = standing(connection, batch, rows);
            Map<String, Lives> lives = lives(connection, batch, rows, standing, now);
            List<Checkpoint.Outcome> outcomes = new ArrayList<>();
            Set<InboxId> recorded = new LinkedHashSet<>();
            for (Checkpoint checkpoint : batch) {
                InboxRow row = rows.get(checkpoint.inbox());
                if (row == null || !row.isOwned(checkpoint.fence())) {
                    outcomes.add(Checkpoint.Outcome.FENCED);
                    continue;
                }
                if (row.record(checkpoint)) {
                    checkpoint.moved().forEach(moved -> move(checkpoint.inbox(), row, moved, standing, lives));
                }
                recorded.add(checkpoint.inbox());
                outcomes.add(Checkpoint.Outcome.RECORDED);
            }
            write(connection, rows, recorded, now);
            write(connection, standing);
            return outcomes;
        });
    }

    private Map<InboxId, InboxRow> rows(Connection connection, List<Checkpoint> batch) throws SQLException {
        List<InboxId> ids = batch.stream().map(Checkpoint::inbox).distinct().toList();
        Map<InboxId, InboxRow> rows = new HashMap<>();
        try (PreparedStatement call = connection.prepareStatement(find)) {
            call.setObject(1, ids.stream().map(id -> Names.bytes(id.owner())).toArray(byte[][]::new));
            call.setObject(2, ids.stream().map(id -> Names.bytes(id.device())).toArray(byte[][]::new));
            try (ResultSet row = call.executeQuery()) {
                while (row.next()) {
                    InboxId id = new InboxId(Names.text(row.getBytes(1)), Names.text(row.getBytes(2)));
                    rows.put(id, InboxRow.read(row, 3));
                }
            }
        }
        return rows;
    }

    private Map<Place, Standing> standing(Connection connection, List<Checkpoint> batch, Map<InboxId, InboxRow> rows)
            throws SQLException {
        List<Place> places = batch.stream()
                .filter(checkpoint -> rows.containsKey(checkpoint.inbox()))
                .flatMap(checkpoint -> checkpoint.moved().stream()
                        .filter(moved -> moved.version() != 0)
                        .map(moved -> new Place(checkpoint.inbox(), moved.channel())))
                .distinct()
                .toList();
        Map<Place, Standing> standing = new LinkedHashMap<>();
        if (places.isEmpty()) {
            return standing;
        }
        try (PreparedStatement call = connection.prepareStatement(cursors)) {
            call.setObject(
                    1,
                    places.stream().map(each -> Names.bytes(each.inbox.owner())).toArray(byte[][]::new));
            call.setObject(
                    2,
                    places.stream()
                            .map(each -> Names.bytes(each.inbox.device()))
                            .toArray(byte[][]::new));
            call.setObject(
                    3, places.stream().map(each -> Names.bytes(each.channel)).toArray(byte[][]::new));
            try (ResultSet row = call.executeQuery()) {
                while (row.next()) {
                    Cursor cursor = new Cursor(row.getString(3), row.getLong(4), Offsets.of(row.getBytes(5)));
                    standing.put(places.get((int) row.getLong(1) - 1), new Standing(row.getLong(2), cursor));
                }
            }
        }
        return standing;
    }

    /** Of the channels in which a cursor moves from one epoch to another. */
    private Map<String, Lives> lives(
            Connection connection,
            List<Checkpoint> batch,
            Map<InboxId, InboxRow> rows,
            Map<Place, Standing> standing,
            long now)
            throws SQLException {
        Set<String> channels = new TreeSet<>();
        for (Checkpoint checkpoint : batch) {
            InboxRow row = rows.get(checkpoint.inbox());
            for (Followed moved : checkpoint.moved()) {
                Standing known = standing.get(new Place(checkpoint.inbox(), moved.channel()));
                Cursor from = moved.version() == 0 ? own(row) : known == null ? null : known.cursor;
                if (from != null && !from.epoch().equals(moved.cursor().epoch())) {
                    channels.add(moved.channel());
                }
            }
        }
        return Lives.of(connection, schema, channels, now);
    }

    private static @Nullable Cursor own(@Nullable InboxRow row) {
        return row == null ? null : row.own;
    }

    private static void move(
            InboxId id, InboxRow row, Followed moved, Map<Place, Standing> standing, Map<String, Lives> lives) {
        Lives epochs = lives.getOrDefault(moved.channel(), Lives.NONE);
        Cursor own = row.own;
        if (own != null && moved.version() == 0) {
            if (InboxId.ownLog(id.owner()).orElse("").equals(moved.channel())) {
                row.own = epochs.merged(own, moved.cursor());
            }
            return;
        }
        Standing known = standing.get(new Place(id, moved.channel()));
        if (known != null && known.version == moved.version()) {
            known.cursor = epochs.merged(known.cursor, moved.cursor());
            known.hasMoved = true;
        }
    }

    private void write(Connection connection, Map<InboxId, InboxRow> rows, Set<InboxId> recorded, long now)
            throws SQLException {
        if (recorded.isEmpty()) {
            return;
        }
        try (PreparedStatement call = connection.prepareStatement(update)) {
            for (InboxId id : recorded) {
                InboxRow row = rows.get(id);
                if (row != null) {
                    set(call, id, row, now);
                    call.addBatch();
                }
            }
            call.executeBatch();
        }
    }

    private static void set(PreparedStatement call, InboxId id, InboxRow row, long now) throws SQLException {
        call.setBytes(1, Names.bytes(row.node));
        call.setLong(2, row.acknowledged);
        call.setLong(3, row.last);
        call.setLong(4, row.reserved);
        call.setBytes(5, row.shown);
        call.setLong(6, row.shownCount);
        call.setObject(7, row.burnedNumbers());
        Cursor own = row.own;
        if (own == null) {
            call.setNull(8, Types.VARCHAR);
            call.setLong(9, 0);
            call.setNull(10, Types.BINARY);
        } else {
            call.setString(8, own.epoch());
            call.setLong(9, own.floor());
            call.setBytes(10, Offsets.toBytes(own.beyond()));
        }
        call.setLong(11, now);
        call.setBytes(12, Names.bytes(id.owner()));
        call.setBytes(13, Names.bytes(id.device()));
    }

    private void write(Connection connection, Map<Place, Standing> standing) throws SQLException {
        if (standing.values().stream().noneMatch(each -> each.hasMoved)) {
            return;
        }
        try (PreparedStatement call = connection.prepareStatement(upsert)) {
            for (Map.Entry<Place, Standing> each : standing.entrySet()) {
                if (each.getValue().hasMoved) {
                    Cursor cursor = each.getValue().cursor;
                    call.setBytes(1, Names.bytes(each.getKey().inbox.owner()));
                    call.setBytes(2, Names.bytes(each.getKey().inbox.device()));
                    call.setBytes(3, Names.bytes(each.getKey().channel));
                    call.setLong(4, each.getValue().version);
                    call.setString(5, cursor.epoch());
                    call.setLong(6, cursor.floor());
                    call.setBytes(7, Offsets.toBytes(cursor.beyond()));
                    call.addBatch();
                }
            }
            call.executeBatch();
        }
    }
}
