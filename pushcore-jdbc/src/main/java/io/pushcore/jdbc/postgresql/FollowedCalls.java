package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.Shown;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells what an inbox reads and was shown, in the epochs of now where it holds in them. Immutable. */
final class FollowedCalls {
    private final Schema schema;
    private final String followed;
    private final String present;

    FollowedCalls(Schema schema) {
        this.schema = schema;
        followed = schema.sql("SELECT f.channel, f.version, coalesce(c.epoch, f.epoch),"
                + " CASE WHEN c.epoch IS NULL THEN f.off ELSE c.floor END, c.beyond FROM @s@.follows f"
                + " LEFT JOIN @s@.cursors c ON c.owner = f.owner AND c.device = ? AND c.channel = f.channel"
                + " AND c.version = f.version WHERE f.owner = ? ORDER BY f.channel");
        present = schema.sql("SELECT (@s@.present()).epoch");
    }

    /** Where an inbox begins in the own log of its owner; nowhere if there is none. */
    @Nullable
    Cursor start(Connection connection, String owner, long now) throws SQLException {
        String ownLog = InboxId.ownLog(owner).orElse("");
        if (ownLog.isEmpty()) {
            return null;
        }
        Lives lives = Lives.of(connection, schema, ownLog, now);
        return new Cursor(lives.current(), lives.first() - 1, OffsetSet.EMPTY);
    }

    /** The own log first. */
    List<Followed> of(Connection connection, InboxId id, @Nullable Cursor own, long now) throws SQLException {
        List<Followed> all = new ArrayList<>();
        if (own != null) {
            all.add(new Followed(InboxId.ownLog(id.owner()).orElse(""), 0, own));
        }
        try (PreparedStatement call = connection.prepareStatement(followed)) {
            call.setBytes(1, Names.bytes(id.device()));
            call.setBytes(2, Names.bytes(id.owner()));
            try (ResultSet rows = call.executeQuery()) {
                while (rows.next()) {
                    Cursor cursor = new Cursor(rows.getString(3), rows.getLong(4), Offsets.of(rows.getBytes(5)));
                    all.add(new Followed(Names.text(rows.getBytes(1)), rows.getLong(2), cursor));
                }
            }
        }
        return now(connection, all, now);
    }

    private List<Followed> now(Connection connection, List<Followed> all, long now) throws SQLException {
        String epoch = present(connection);
        Set<String> others = new TreeSet<>();
        all.stream().filter(each -> !each.cursor().epoch().equals(epoch)).forEach(each -> others.add(each.channel()));
        Map<String, Lives> lives = Lives.of(connection, schema, others, now);
        return all.stream().map(each -> now(each, lives.get(each.channel()))).toList();
    }

    private static Followed now(Followed each, @Nullable Lives lives) {
        return lives == null ? each : new Followed(each.channel(), each.version(), lives.now(each.cursor()));
    }

    List<Shown> now(Connection connection, byte[] shown, long now) throws SQLException {
        List<Shown> all = ShownBytes.of(shown);
        if (all.isEmpty()) {
            return all;
        }
        String epoch = present(connection);
        Set<String> others = new TreeSet<>();
        for (Shown one : all) {
            if (one instanceof Shown.Run run && !run.first().epoch().equals(epoch)) {
                others.add(run.channel());
            }
        }
        Map<String, Lives> lives = Lives.of(connection, schema, others, now);
        return all.stream()
                .<Shown>flatMap(one -> now(one, lives.get(one.channel())))
                .toList();
    }

    private static Stream<? extends Shown> now(Shown shown, @Nullable Lives lives) {
        return lives == null || !(shown instanceof Shown.Run run)
                ? Stream.of(shown)
                : run.in(lives.current(), lives.end(run.first().epoch())).stream();
    }

    private String present(Connection connection) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(present);
                ResultSet row = call.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}
