package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.sql.SQLException;

/** What a failure of the server means, by its SQLSTATE. */
public final class SqlFailures {
    /** Raised by our functions where no generation has begun. */
    private static final String NO_GENERATION = "PC001";

    private SqlFailures() {}

    /** Whether the server gave up one of several transactions, which may begin again at once: nothing was done. */
    public static boolean isConflict(SQLException failure) {
        String state = state(failure);
        return state.equals("40001") || state.equals("40P01");
    }

    /** Whether a generation has to begin first: nothing was done. */
    public static boolean isWithoutGeneration(SQLException failure) {
        return state(failure).equals(NO_GENERATION);
    }

    /** Whether the connection is of no use any more: it broke, the server ends or has become a standby. */
    public static boolean isConnection(SQLException failure) {
        String state = state(failure);
        return state.isEmpty() || state.startsWith("08") || state.startsWith("57P") || state.equals("25006");
    }

    /** Whether the user may not come in: a wrong password, no such user or database, no right. */
    public static boolean isRefused(SQLException failure) {
        String state = state(failure);
        return state.startsWith("28") || state.equals("3D000") || state.equals("42501");
    }

    public static StorageException of(SQLException failure) {
        return new StorageException(fault(state(failure)), "PostgreSQL said: " + failure.getMessage(), failure);
    }

    private static Fault fault(String state) {
        return switch (state) {
            case "53100" -> Fault.FULL;
            case "XX001", "XX002" -> Fault.CORRUPT;
            default -> Fault.RETRIABLE;
        };
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }
}
