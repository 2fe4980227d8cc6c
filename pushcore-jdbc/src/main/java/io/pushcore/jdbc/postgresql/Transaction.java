package io.pushcore.jdbc.postgresql;

import java.sql.Connection;
import java.sql.SQLException;

/** Several statements as one step, on a connection that else commits each by itself. */
final class Transaction {
    private Transaction() {}

    /** What is done in one step. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws SQLException;
    }

    static <T> T in(Connection connection, Step<T> step) throws SQLException {
        connection.setAutoCommit(false);
        T result;
        try {
            result = step.take();
            connection.commit();
        } catch (SQLException | RuntimeException failure) {
            undo(connection, failure);
            throw failure;
        }
        connection.setAutoCommit(true);
        return result;
    }

    private static void undo(Connection connection, Exception failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException another) {
            failure.addSuppressed(another);
        }
    }
}
