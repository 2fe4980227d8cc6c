package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.Generation;
import io.pushcore.storage.StorageContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Where connections come from, and what is looked at when one is taken. Immutable. */
final class Supply {
    /**
     * An answer that takes longer is not waited for: the server is gone without a word, or a wall between forgot the connection, and what was asked comes to
     * nothing. Longer than any statement takes, and short enough that a node is soon back.
     */
    static final Duration SILENCE = Duration.ofSeconds(15);

    private final Duration silence;
    private final DataSource source;
    private final Generation generation;
    private final StorageContext context;

    Supply(DataSource source, Generation generation, StorageContext context, Duration silence) {
        this.silence = silence;
        this.source = source;
        this.generation = generation;
        this.context = context;
    }

    /** One that commits each statement by itself, to a server that goes on from what was acknowledged. */
    Connection take() throws SQLException {
        Connection connection = source.getConnection();
        try {
            connection.setAutoCommit(true);
            if (connection.getNetworkTimeout() == 0) {
                connection.setNetworkTimeout(Runnable::run, Math.toIntExact(silence.toMillis()));
            }
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
