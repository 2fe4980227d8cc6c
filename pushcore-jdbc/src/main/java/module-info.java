/** Storage in PostgreSQL, shared by many nodes, and hints between them. */
@SuppressWarnings("requires-automatic")
module io.pushcore.jdbc {
    requires transitive io.pushcore.storage;
    requires transitive java.sql;
    requires static org.jspecify;
    // of the user; only hints between nodes need more of it than JDBC
    requires static org.postgresql.jdbc;

    exports io.pushcore.jdbc;
    exports io.pushcore.jdbc.peer;
}
