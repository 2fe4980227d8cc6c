package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.Changes;
import io.pushcore.storage.Head;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells heads that moved. A token is a snapshot: whatever transaction it does not see is told after it, so that nothing that is committed
 * late is missed. Within pages it also says from which snapshot, and after which channel, to go on.
 */
final class MovedCalls {
    /** Generation, seconds since 1970, snapshot; and for a page the snapshot from before, or {@code all}, and a channel's id. */
    private static final Pattern TOKEN = Pattern.compile(
            "([0-9a-z]{1,32}) ([0-9]{1,12}) ([0-9:,]{1,20000})(?: (all|[0-9:,]{1,20000}) ([0-9]{1,19}))?");

    /** What moved is remembered for longer than this; an older token is taken as the empty one. */
    private static final long OLDEST_SECONDS = 600;

    private final String present;
    private final String moved;

    MovedCalls(Schema schema) {
        present = schema.sql("SELECT (@s@.present()).epoch, extract(epoch FROM clock_timestamp())::int8,"
                + " pg_current_snapshot()::text");
        moved = schema.sql("SELECT * FROM @s@.moved(?::pg_snapshot, ?, ?, ?)");
    }

    /**
     * What is told.
     *
     * @param generation in which the snapshots mean something
     * @param next the snapshot up to which is told, and when it was taken
     * @param since the one from which on; null for all channels
     * @param after the id of the channel that was told last
     */
    private record Told(
            String generation,
            long seconds,
            String next,
            @Nullable String since,
            long after) {
        String token() {
            return generation + " " + seconds + " " + next;
        }

        String token(long last) {
            return token() + " " + (since == null ? "all" : since) + " " + last;
        }
    }

    /** The token after which all comes that is committed later. */
    String now(Connection connection) throws SQLException {
        return told(connection, "").token();
    }

    Changes since(Connection connection, String token, int limit, long now) throws SQLException {
        Told told = told(connection, token);
        List<Head> heads = new ArrayList<>();
        long last = told.after;
        try (PreparedStatement call = connection.prepareStatement(moved)) {
            call.setString(1, told.since);
            call.setLong(2, told.after);
            call.setInt(3, limit);
            call.setLong(4, now);
            try (ResultSet rows = call.executeQuery()) {
                while (rows.next()) {
                    last = rows.getLong(1);
                    heads.add(new Head(
                            Names.text(rows.getBytes(2)), rows.getString(3), rows.getLong(4), rows.getLong(5)));
                }
            }
        }
        return new Changes(heads, heads.size() < limit ? told.token() : told.token(last));
    }

    /** Goes on with a page, or begins with what moved up to a snapshot of now. */
    private Told told(Connection connection, String token) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(present);
                ResultSet row = call.executeQuery()) {
            row.next();
            Told fresh = new Told(row.getString(1), row.getLong(2), row.getString(3), null, 0);
            Matcher matcher = TOKEN.matcher(token);
            if (!matcher.matches() || !matcher.group(1).equals(fresh.generation)) {
                return fresh;
            }
            long seconds = Long.parseLong(matcher.group(2));
            if (fresh.seconds - seconds > OLDEST_SECONDS || seconds > fresh.seconds) {
                return fresh;
            }
            String since = matcher.group(4);
            return since == null
                    ? new Told(fresh.generation, fresh.seconds, fresh.next, matcher.group(3), 0)
                    : new Told(
                            fresh.generation,
                            seconds,
                            matcher.group(3),
                            since.equals("all") ? null : since,
                            Long.parseLong(matcher.group(5)));
        }
    }
}
