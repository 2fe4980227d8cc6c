package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.SqlFailures;
import io.pushcore.jdbc.postgresql.Standby;
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

    /** Looks, and gives what was found about standbys. */
    Standby check() {
        Standby standby;
        try (Connection connection = settings.source().getConnection()) {
            connection.setAutoCommit(true);
            settings.schema().check(connection, settings.createSchema());
            standby = Standby.of(connection);
        } catch (SQLException failure) {
            throw refusal(failure);
        }
        if (settings.isReplicated() && !standby.isWaitedFor()) {
            throw new StorageException(
                    Fault.CLOSED,
                    "replicated() needs synchronous_standby_names, and synchronous_commit on or remote_apply: "
                            + standby.sentence());
        }
        return standby;
    }

    private static StorageException refusal(SQLException failure) {
        if (SqlFailures.isRefused(failure)) {
            return new StorageException(
                    Fault.CLOSED, "PostgreSQL refuses the user or the database: " + failure.getMessage(), failure);
        }
        return SqlFailures.isConnection(failure)
                ? new StorageException(
                        Fault.RETRIABLE, "PostgreSQL cannot be reached: " + failure.getMessage(), failure)
                : SqlFailures.of(failure);
    }
}
