package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.SqlFailures;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something that is asked of the database, on one of the {@link Workers}. */
interface Work {
    /** Asks; the connection commits each statement by itself, and is left so. */
    void run(Connection connection) throws SQLException;

    void failed(Throwable failure);

    /** Whether it may be asked again where nobody knows if it was done. */
    default boolean isRepeatable() {
        return true;
    }

    /** A question with an answer. */
    @FunctionalInterface
    interface Question<T extends @Nullable Object> {
        T ask(Connection connection) throws SQLException;
    }

    /** Work that completes a future. */
    static <T extends @Nullable Object> Work of(
            Question<T> question, boolean isRepeatable, CompletableFuture<T> answer) {
        return new Work() {
            @Override
            public void run(Connection connection) throws SQLException {
                answer.complete(question.ask(connection));
            }

            @Override
            public void failed(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public boolean isRepeatable() {
                return isRepeatable;
            }
        };
    }

    /** What a caller is told. */
    static Throwable told(Throwable failure) {
        if (failure instanceof SQLException sql) {
            return SqlFailures.of(sql);
        }
        return failure instanceof StorageException || failure instanceof IllegalArgumentException
                ? failure
                : new StorageException(Fault.RETRIABLE, "asking the database failed: " + failure, failure);
    }
}
