package io.pushcore.jdbc.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Notices that what was acknowledged may be lost: the server ended and was not shut down, a standby was promoted, or this is a copy.
 * Then a generation begins, an epoch for all channels after what each has. The table that says so is not logged, so that
 * the server itself empties it then.
 */
public final class Generation {
    private final String isOver;
    private final String begin;

    public Generation(Schema schema) {
        isOver = schema.sql("SELECT @s@.is_over()");
        begin = schema.sql("SELECT @s@.begin_generation(?)");
    }

    /** Whether one is to begin on this server. */
    public boolean isOver(Connection connection) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(isOver);
                ResultSet row = call.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Begins one, unless another node has meanwhile. */
    public void begin(Connection connection, String epoch) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(begin)) {
            call.setString(1, epoch);
            call.execute();
        }
    }
}
