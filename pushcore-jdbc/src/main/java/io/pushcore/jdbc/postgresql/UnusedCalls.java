package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.InboxId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Forgets what was not used for long. Uses are listed lazily: what is used only notes the time in a column without an index, and who
 * looks for what is unused lists that anew first. Immutable; for any thread that has a connection.
 */
public final class UnusedCalls {
    private static final int MOST_LISTED = 1_000;

    private final Schema schema;
    private final String listInboxes;
    private final String listOwners;
    private final String find;
    private final String forgetInbox;
    private final String forgetOwner;

    public UnusedCalls(Schema schema) {
        this.schema = schema;
        listInboxes = schema.sql("UPDATE @s@.inboxes SET listed = used WHERE (owner, device) IN (SELECT owner, device"
                + " FROM @s@.inboxes WHERE listed < ? AND used > listed LIMIT " + MOST_LISTED
                + " FOR UPDATE SKIP LOCKED)");
        listOwners = schema.sql("UPDATE @s@.owners SET listed = greatest(used, (SELECT max(used) FROM @s@.inboxes"
                + " WHERE owner = name)) WHERE name IN (SELECT name FROM @s@.owners o WHERE listed < ? AND (used > listed"
                + " OR listed < (SELECT max(used) FROM @s@.inboxes WHERE owner = o.name)) LIMIT " + MOST_LISTED
                + " FOR UPDATE SKIP LOCKED)");
        find = schema.sql("SELECT owner, device, used FROM @s@.inboxes WHERE listed < ? AND used <= listed"
                + " UNION ALL SELECT name, NULL, used FROM @s@.owners o WHERE listed < ? AND used <= listed"
                + " AND NOT EXISTS (SELECT FROM @s@.inboxes WHERE owner = o.name) ORDER BY used LIMIT ?");
        // found first: a row that is locked once it was deleted is no row
        forgetInbox = schema.sql("WITH found AS MATERIALIZED (SELECT owner, device FROM @s@.inboxes"
                + " WHERE owner = ? AND device = ? AND used < ? FOR UPDATE)"
                + " SELECT @s@.forget(owner, device) FROM found");
        forgetOwner = schema.sql("SELECT @s@.forget(name) FROM @s@.owners o WHERE name = ? AND used < ?"
                + " AND NOT EXISTS (SELECT FROM @s@.inboxes WHERE owner = o.name)");
    }

    public List<InboxId> forget(Connection connection, long since, int limit) throws SQLException {
        list(connection, listInboxes, since);
        list(connection, listOwners, since);
        List<InboxId> forgotten = new ArrayList<>();
        for (Found found : find(connection, since, limit)) {
            if (isForgotten(connection, found, since)) {
                forgotten.add(found.id);
            }
        }
        return forgotten;
    }

    private static void list(Connection connection, String sql, long since) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(sql)) {
            call.setLong(1, since);
            int listed = MOST_LISTED;
            while (listed == MOST_LISTED) {
                listed = call.executeUpdate();
            }
        }
    }

    /** One that looks unused: an inbox, or an owner without any. */
    private record Found(InboxId id, boolean isInbox) {}

    private List<Found> find(Connection connection, long since, int limit) throws SQLException {
        List<Found> all = new ArrayList<>();
        try (PreparedStatement call = connection.prepareStatement(find)) {
            call.setLong(1, since);
            call.setLong(2, since);
            call.setInt(3, limit);
            try (ResultSet rows = call.executeQuery()) {
                while (rows.next()) {
                    byte[] device = rows.getBytes(2);
                    String owner = Names.text(rows.getBytes(1));
                    all.add(new Found(new InboxId(owner, device == null ? "" : Names.text(device)), device != null));
                }
            }
        }
        return all;
    }

    /** In one step: it may be used at this moment. */
    private boolean isForgotten(Connection connection, Found found, long since) throws SQLException {
        return Transaction.in(connection, () -> {
            Owned.take(connection, schema, found.id.owner());
            try (PreparedStatement call = connection.prepareStatement(found.isInbox ? forgetInbox : forgetOwner)) {
                int place = 1;
                call.setBytes(place++, Names.bytes(found.id.owner()));
                if (found.isInbox) {
                    call.setBytes(place++, Names.bytes(found.id.device()));
                }
                call.setLong(place, since);
                try (ResultSet row = call.executeQuery()) {
                    return row.next();
                }
            }
        });
    }
}
