package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.ReadMarks;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The epochs of a channel, the oldest first, each with the offset it starts after, and the last offset. Immutable.
 *
 * @param first the first offset that is kept
 */
record Lives(List<String> epochs, List<Long> afters, long first, long last) {
    private static final String SQL = "SELECT p.place, c.epochs, c.afters, c.last, @s@.kept_from(c, ?)"
            + " FROM unnest(?) WITH ORDINALITY p(name, place), LATERAL @s@.channel(p.name) c";

    /** Of a channel whose epochs make no difference. */
    static final Lives NONE = new Lives(List.of(""), List.of(0L), 1, 0);

    String current() {
        return epochs.get(epochs.size() - 1);
    }

    /** The last offset that positions of an epoch have; -1 if the epoch is none of these. */
    long end(String epoch) {
        int place = epochs.lastIndexOf(epoch);
        if (place < 0) {
            return -1;
        }
        return place + 1 < epochs.size() ? afters.get(place + 1) : last;
    }

    /** Told in the epoch of now, if what it stands for is there. */
    Cursor now(Cursor cursor) {
        long end = end(cursor.epoch());
        return cursor.floor() <= end && !cursor.epoch().equals(current())
                ? new Cursor(current(), cursor.floor(), cursor.beyond().upTo(end))
                : cursor;
    }

    /** The further of two, whose epochs may both be of one log; the new one, where they are not. */
    Cursor merged(Cursor known, Cursor to) {
        if (known.epoch().equals(to.epoch())) {
            return further(known.epoch(), known, to);
        }
        long knownEnd = end(known.epoch());
        long toEnd = end(to.epoch());
        if (toEnd < 0 || known.floor() > knownEnd) {
            return to;
        }
        // what lies beyond the end of its epoch was lost
        return to.floor() > toEnd ? known : further(current(), upTo(known, knownEnd), upTo(to, toEnd));
    }

    private static Cursor upTo(Cursor cursor, long end) {
        return new Cursor(cursor.epoch(), cursor.floor(), cursor.beyond().upTo(end));
    }

    private static Cursor further(String epoch, Cursor one, Cursor other) {
        long floor = Math.max(one.floor(), other.floor());
        return new Cursor(epoch, floor, one.beyond().with(other.beyond()).above(floor));
    }

    /** Those that are of an epoch of this log and not beyond its end. */
    OffsetSet valid(ReadMarks marks) {
        return marks.offsets().upTo(end(marks.epoch()));
    }

    /** Of channels, also of those that were never written. */
    static Map<String, Lives> of(Connection connection, Schema schema, Collection<String> channels, long now)
            throws SQLException {
        List<String> names = new ArrayList<>(channels);
        Map<String, Lives> all = new HashMap<>();
        if (names.isEmpty()) {
            return all;
        }
        try (PreparedStatement call = connection.prepareStatement(schema.sql(SQL))) {
            call.setLong(1, now);
            call.setObject(2, names.stream().map(Names::bytes).toArray(byte[][]::new));
            try (ResultSet rows = call.executeQuery()) {
                while (rows.next()) {
                    Lives lives = new Lives(
                            List.of((String[]) array(rows.getArray(2))),
                            List.of((Long[]) array(rows.getArray(3))),
                            rows.getLong(5),
                            rows.getLong(4));
                    all.put(names.get((int) rows.getLong(1) - 1), lives);
                }
            }
        }
        return all;
    }

    static Lives of(Connection connection, Schema schema, String channel, long now) throws SQLException {
        Lives lives = of(connection, schema, List.of(channel), now).get(channel);
        if (lives == null) {
            throw new SQLException("no epochs of " + channel);
        }
        return lives;
    }

    private static Object array(Array array) throws SQLException {
        return array.getArray();
    }
}
