package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.SqlFailures;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The connection of one worker, taken when there is work and kept while more comes. Its worker's; any thread may cut it. */
final class Link {
    /** A conflict that comes again and again is told. */
    private static final int MOST_ATTEMPTS = 10;
    /** So long one is kept under load, so that a pool can exchange it. */
    private static final long KEEP_NANOS = 60_000_000_000L;

    private final Supply supply;
    private volatile @Nullable Connection connection;
    private volatile boolean isCut;
    private long takenAt;

    Link(Supply supply) {
        this.supply = supply;
    }

    void run(Work work) {
        boolean mayBeStale = connection != null;
        for (int attempt = 1; !runs(work, attempt, mayBeStale); attempt++) {
            mayBeStale &= connection != null;
        }
        if (connection != null && System.nanoTime() - takenAt > KEEP_NANOS) {
            giveBack();
        }
    }

    /** Whether the work is over, one way or the other. */
    private boolean runs(Work work, int attempt, boolean mayBeStale) {
        try {
            work.run(taken());
            return true;
        } catch (SQLException failure) {
            if (attempt < MOST_ATTEMPTS && isSolved(failure, work, mayBeStale)) {
                return false;
            }
            work.failed(Work.told(failure));
            return true;
        } catch (StorageException | IllegalArgumentException refusal) {
            work.failed(refusal);
            return true;
        } catch (RuntimeException | Error failure) {
            discard();
            work.failed(Work.told(failure));
            return true;
        }
    }

    /** Whether the work may be tried once more. */
    private boolean isSolved(SQLException failure, Work work, boolean mayBeStale) {
        Connection open = connection;
        if (open == null) {
            return false;
        }
        if (SqlFailures.isConflict(failure)) {
            return true;
        }
        if (SqlFailures.isWithoutGeneration(failure)) {
            return begins(open);
        }
        if (SqlFailures.isConnection(failure) || isClosed(open)) {
            discard();
            return mayBeStale && work.isRepeatable();
        }
        return false;
    }

    private boolean begins(Connection open) {
        try {
            supply.begin(open);
            return true;
        } catch (SQLException failure) {
            discard();
            return false;
        }
    }

    private Connection taken() throws SQLException {
        if (isCut) {
            throw new StorageException(Fault.CLOSED, "storage is not open");
        }
        Connection known = connection;
        if (known != null) {
            return known;
        }
        Connection fresh = supply.take();
        connection = fresh;
        takenAt = System.nanoTime();
        return fresh;
    }

    void giveBack() {
        discard();
    }

    /** A pool that is given a broken one back exchanges it. */
    private void discard() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                // it was of no use any more
            }
        }
    }

    /** Ends it, whatever it does. */
    void cut() {
        isCut = true;
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                // it is ended already
            }
        }
    }

    private static boolean isClosed(Connection open) {
        try {
            return open.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
