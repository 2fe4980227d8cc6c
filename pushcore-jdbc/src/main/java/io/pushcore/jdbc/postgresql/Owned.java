package io.pushcore.jdbc.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * That an owner is changed by one transaction at a time; until its end.
 *
 * @param epoch of the present generation
 * @param numbersAbove what numbers of inboxes are above
 */
record Owned(String epoch, long numbersAbove) {
    static Owned take(Connection connection, Schema schema, String owner) throws SQLException {
        try (PreparedStatement call =
                connection.prepareStatement(schema.sql("SELECT epoch, numbers_above FROM @s@.own(?)"))) {
            call.setBytes(1, Names.bytes(owner));
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return new Owned(row.getString(1), row.getLong(2));
            }
        }
    }
}
