package io.pushcore.jdbc.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Frees what is not kept any more. Immutable; for any thread that has a connection. */
public final class SweepCalls {
    /** So much is deleted in one transaction, that nobody waits for it for long. */
    private static final int MOST_ROWS = 5_000;

    private final String sweep;

    public SweepCalls(Schema schema) {
        sweep = schema.sql("SELECT @s@.sweep(?, ?, ?)");
    }

    /** Frees some, unless another node does; says whether there may be more. */
    public boolean sweep(Connection connection, long now, @Nullable Long leaseTime) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(sweep)) {
            call.setLong(1, now);
            if (leaseTime == null) {
                call.setNull(2, Types.BIGINT);
            } else {
                call.setLong(2, leaseTime);
            }
            call.setInt(3, MOST_ROWS);
            try (ResultSet row = call.executeQuery()) {
                return row.next() && row.getLong(1) >= MOST_ROWS;
            }
        }
    }
}
