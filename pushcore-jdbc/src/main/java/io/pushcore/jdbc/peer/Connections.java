package io.pushcore.jdbc.peer;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Ends connections on which another thread may wait. */
final class Connections {
    private Connections() {}

    static void abort(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            // the driver closes the socket, on the thread of this executor
            connection.abort(Runnable::run);
        } catch (SQLException ended) {
            // it was closed
        }
    }
}
