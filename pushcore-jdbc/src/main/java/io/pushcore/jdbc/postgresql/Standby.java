package io.pushcore.jdbc.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What a server has beside it.
 *
 * @param isWaitedFor whether what is committed is on a standby first
 * @param sentence what that means for what was acknowledged
 */
public record Standby(boolean isWaitedFor, String sentence) {
    private static final String ASK = "SELECT current_setting('synchronous_standby_names'),"
            + " current_setting('synchronous_commit'), (SELECT count(*) FROM pg_stat_replication),"
            + " current_setting('fsync')";

    public static Standby of(Connection connection) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(ASK);
                ResultSet row = call.executeQuery()) {
            row.next();
            String names = row.getString(1);
            String commit = row.getString(2);
            boolean isWaitedFor = !names.isEmpty() && (commit.equals("on") || commit.equals("remote_apply"));
            return new Standby(isWaitedFor, sentence(isWaitedFor, names, row.getLong(3)) + disk(row.getString(4)));
        }
    }

    private static String sentence(boolean isWaitedFor, String names, long standbys) {
        if (isWaitedFor) {
            return "synchronous standby (" + names
                    + "): what is acknowledged as REPLICATED survives the loss of this server";
        }
        return standbys > 0
                ? "asynchronous standby: acknowledged messages of the last moments may be lost when it is promoted"
                : "no standby: what is acknowledged is on the disk of this server";
    }

    private static String disk(String fsync) {
        return fsync.equals("off") ? "; fsync is off: a loss of power may take everything" : "";
    }
}
