package io.pushcore.jdbc.peer;

import java.sql.Connection;
import java.sql.SQLException;

/** New connections. */
@FunctionalInterface
interface Source {
    Connection connect() throws SQLException;
}
