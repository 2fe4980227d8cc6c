package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.Generation;
import io.pushcore.storage.StorageContext;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where connections come from, and what is looked at when one is taken. Immutable. */
final class Supply {
    private final DataSource source;
    private final Generation generation;
    private final StorageContext context;

    Supply(DataSource source, Generation generation, StorageContext context) {
        this.source = source;
        this.generation = generation;
        this.context = context;
    }

    /** One that commits each statement by itself, to a server that goes on from what was acknowledged. */
    Connection take() throws SQLException {
        Connection connection = source.getConnection();
        try {
            connection.setAutoCommit(true);
            if (generation.isOver(connection)) {
                begin(connection);
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    void begin(Connection connection) throws SQLException {
        generation.begin(connection, Epochs.fresh(context));
    }
}
