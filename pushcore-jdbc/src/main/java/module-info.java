/** Storage in PostgreSQL, shared by many nodes. */
module io.pushcore.jdbc {
    requires transitive io.pushcore.storage;
    requires transitive java.sql;
    requires static org.jspecify;

    exports io.pushcore.jdbc;
}
