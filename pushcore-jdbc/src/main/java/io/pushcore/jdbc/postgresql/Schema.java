package io.pushcore.jdbc.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/**
 * The schema that tables and functions are in. It has a version, and grows by files of SQL, each run once.
 *
 * @param name lower-case letters, digits and underscores
 */
public record Schema(String name) {
    /** The newest version that is known here. */
    static final int VERSION = 1;

    private static final int OLDEST_SERVER = 150_000;
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    public Schema {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "schema must be 1 to 63 lower-case letters, digits and underscores: " + name);
        }
    }

    /** Text of SQL for this schema, which it calls {@code @s@}. */
    String sql(String text) {
        return text.replace("@s@", "\"" + name + "\"");
    }

    /** Makes sure that the schema is there, in a version that is known, on a server that is new enough. */
    public void check(Connection connection, boolean create) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long server = number(statement, "SELECT current_setting('server_version_num')::int8");
            if (server < OLDEST_SERVER) {
                throw new StorageException(
                        Fault.CLOSED, "PostgreSQL must be 15 or later, this one is " + server / 10_000);
            }
            long version = version(statement);
            if (version < VERSION && create) {
                upgrade(connection, statement);
                version = VERSION;
            }
            if (version > VERSION) {
                throw new StorageException(
                        Fault.CLOSED,
                        "schema " + name + " has version " + version + ", this library knows versions up to "
                                + VERSION);
            }
            if (version < VERSION) {
                throw new StorageException(
                        Fault.CLOSED,
                        "schema " + name + (version == 0 ? " is not there" : " has version " + version + " only")
                                + ": create it with JdbcStorage.createSchema()");
            }
        }
    }

    /** Under a lock, since nodes start together. */
    private void upgrade(Connection connection, Statement statement) throws SQLException {
        connection.setAutoCommit(false);
        try {
            statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('pushcore schema " + name + "', 0))");
            long version = version(statement);
            if (version == 0) {
                statement.execute(sql("CREATE SCHEMA IF NOT EXISTS @s@"));
            }
            for (long next = version + 1; next <= VERSION; next++) {
                statement.execute(sql(script(next)));
            }
            connection.commit();
        } catch (SQLException | RuntimeException failure) {
            connection.rollback();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** 0 if the schema is not there. */
    private long version(Statement statement) throws SQLException {
        // as a query: a name that was not found before is remembered as missing within a transaction
        long there = number(
                statement,
                "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = '" + name + "' AND c.relname = 'version'");
        return there == 0 ? 0 : number(statement, sql("SELECT max(version) FROM @s@.version"));
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String script(long version) {
        String name = String.format("schema/%03d.sql", version);
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing in this jar: " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot be read: " + name, e);
        }
    }
}
