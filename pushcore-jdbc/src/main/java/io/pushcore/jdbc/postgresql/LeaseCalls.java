package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.Entry;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What leases and sessions ask the server, each in one round trip. A time that is null is the server's. Immutable; for any thread that has a
 * connection.
 */
public final class LeaseCalls {
    private static final int OPENED = 1;
    private static final int FENCED = 2;

    private final String put;
    private final String renew;
    private final String get;
    private final String take;
    private final String list;
    private final String open;
    private final String close;
    private final String sessions;
    private final String lost;

    public LeaseCalls(Schema schema) {
        put = schema.sql("SELECT @s@.lease_put(?, ?, ?, ?, ?)");
        renew = schema.sql("SELECT @s@.lease_renew(?, ?, ?)");
        get = schema.sql("SELECT value FROM @s@.leases WHERE key = ? AND ends > @s@.lease_time(?)");
        take = schema.sql("SELECT @s@.lease_take(?, ?)");
        list = schema.sql(
                "SELECT key, value FROM @s@.leases WHERE key > ? AND key >= ? AND (?::bytea IS NULL OR key < ?)"
                        + " AND ends > @s@.lease_time(?) ORDER BY key LIMIT ?");
        open = schema.sql("SELECT * FROM @s@.session_open(?, ?, ?, ?, ?, ?, ?)");
        close = schema.sql("SELECT @s@.session_close(?, ?, ?)");
        sessions = schema.sql("SELECT name, id, device, node FROM @s@.sessions s, @s@.lease_time(?) n"
                + " WHERE name = ? AND @s@.session_lives(s, n) ORDER BY place");
        lost = schema.sql("SELECT name, id, device, node FROM @s@.sessions_lost(?, ?)");
    }

    /** Says whether it was put. */
    public boolean put(
            Connection connection, String key, byte[] value, long ttl, boolean onlyAbsent, @Nullable Long now)
            throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(put)) {
            call.setBytes(1, Names.bytes(key));
            call.setBytes(2, value);
            call.setLong(3, ttl);
            call.setBoolean(4, onlyAbsent);
            setTime(call, 5, now);
            return isTrue(call);
        }
    }

    public boolean renew(Connection connection, String key, long ttl, @Nullable Long now) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(renew)) {
            call.setBytes(1, Names.bytes(key));
            call.setLong(2, ttl);
            setTime(call, 3, now);
            return isTrue(call);
        }
    }

    public Optional<byte[]> get(Connection connection, String key, @Nullable Long now) throws SQLException {
        return value(connection, get, key, now);
    }

    public Optional<byte[]> take(Connection connection, String key, @Nullable Long now) throws SQLException {
        return value(connection, take, key, now);
    }

    private static Optional<byte[]> value(Connection connection, String sql, String key, @Nullable Long now)
            throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(sql)) {
            call.setBytes(1, Names.bytes(key));
            setTime(call, 2, now);
            try (ResultSet row = call.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getBytes(1)) : Optional.empty();
            }
        }
    }

    public List<Entry> list(Connection connection, String prefix, String after, int limit, @Nullable Long now)
            throws SQLException {
        byte[] from = Names.bytes(prefix);
        byte[] end = behind(from);
        try (PreparedStatement call = connection.prepareStatement(list)) {
            call.setBytes(1, Names.bytes(after));
            call.setBytes(2, from);
            call.setBytes(3, end);
            call.setBytes(4, end);
            setTime(call, 5, now);
            call.setInt(6, limit);
            List<Entry> entries = new ArrayList<>();
            try (ResultSet rows = call.executeQuery()) {
                while (rows.next()) {
                    entries.add(new Entry(Names.text(rows.getBytes(1)), rows.getBytes(2)));
                }
            }
            return entries;
        }
    }

    /** The first bytes behind all that begin with a prefix; null if there are none. */
    private static byte @Nullable [] behind(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == (byte) 0xff) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        byte[] end = Arrays.copyOf(prefix, length);
        end[length - 1]++;
        return end;
    }

    public Admission open(Connection connection, Session session, int limit, WhenFull whenFull, @Nullable Long now)
            throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(open)) {
            call.setBytes(1, Names.bytes(session.user()));
            call.setBytes(2, Names.bytes(session.id()));
            call.setBytes(3, Names.bytes(session.device()));
            call.setBytes(4, Names.bytes(session.node()));
            call.setInt(5, limit);
            call.setBoolean(6, whenFull == WhenFull.EVICT_OLDEST);
            setTime(call, 7, now);
            try (ResultSet rows = call.executeQuery()) {
                rows.next();
                int kind = rows.getInt(1);
                if (kind == FENCED) {
                    throw new StorageException(Fault.FENCED, "the lease of node " + session.node() + " is over");
                }
                return kind == OPENED ? new Admission.Opened(evicted(rows, session.user())) : new Admission.Refused();
            }
        }
    }

    private static List<Session> evicted(ResultSet rows, String user) throws SQLException {
        List<Session> evicted = new ArrayList<>();
        while (rows.next()) {
            evicted.add(new Session(
                    user, Names.text(rows.getBytes(2)), Names.text(rows.getBytes(3)), Names.text(rows.getBytes(4))));
        }
        return evicted;
    }

    public boolean close(Connection connection, String user, String id, @Nullable Long now) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(close)) {
            call.setBytes(1, Names.bytes(user));
            call.setBytes(2, Names.bytes(id));
            setTime(call, 3, now);
            return isTrue(call);
        }
    }

    public List<Session> sessions(Connection connection, String user, @Nullable Long now) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(sessions)) {
            setTime(call, 1, now);
            call.setBytes(2, Names.bytes(user));
            return sessions(call);
        }
    }

    public List<Session> lost(Connection connection, int limit, @Nullable Long now) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(lost)) {
            call.setInt(1, limit);
            setTime(call, 2, now);
            return sessions(call);
        }
    }

    private static List<Session> sessions(PreparedStatement call) throws SQLException {
        List<Session> sessions = new ArrayList<>();
        try (ResultSet rows = call.executeQuery()) {
            while (rows.next()) {
                sessions.add(new Session(
                        Names.text(rows.getBytes(1)),
                        Names.text(rows.getBytes(2)),
                        Names.text(rows.getBytes(3)),
                        Names.text(rows.getBytes(4))));
            }
        }
        return sessions;
    }

    private static void setTime(PreparedStatement call, int place, @Nullable Long now) throws SQLException {
        if (now == null) {
            call.setNull(place, Types.BIGINT);
        } else {
            call.setLong(place, now);
        }
    }

    private static boolean isTrue(PreparedStatement call) throws SQLException {
        try (ResultSet row = call.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }
}
