package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.SqlFailures;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.sql.Connection;
import java.sql.SQLException;

/** What is looked at once, before a storage is open. */
final class Opening {
    private final Settings settings;

    Opening(Settings settings) {
        this.settings = settings;
    }

    void check() {
        try (Connection connection = settings.source().getConnection()) {
            connection.setAutoCommit(true);
            settings.schema().check(connection, settings.createSchema());
        } catch (SQLException failure) {
            throw SqlFailures.isConnection(failure)
                    ? new StorageException(
                            Fault.RETRIABLE, "PostgreSQL cannot be reached: " + failure.getMessage(), failure)
                    : SqlFailures.of(failure);
        }
    }
}
