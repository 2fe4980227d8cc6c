package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.Schema;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * What a storage is made of.
 *
 * @param isReplicated whether what is acknowledged is on a standby, too
 * @param silence how long an answer may take until its connection is given up
 */
record Settings(
        DataSource source,
        Schema schema,
        boolean createSchema,
        int connections,
        boolean isReplicated,
        Duration silence) {
    /** Enough to keep a server with a few cores busy, and few beside the hundred it has. */
    private static final int CONNECTIONS = 8;

    static Settings of(DataSource source) {
        return new Settings(source, new Schema("pushcore"), false, CONNECTIONS, false, Supply.SILENCE);
    }

    Settings schema(String name) {
        return new Settings(source, new Schema(name), createSchema, connections, isReplicated, silence);
    }

    Settings creating() {
        return new Settings(source, schema, true, connections, isReplicated, silence);
    }

    Settings connections(int most) {
        return new Settings(source, schema, createSchema, most, isReplicated, silence);
    }

    Settings replicated() {
        return new Settings(source, schema, createSchema, connections, true, silence);
    }

    Settings silence(Duration most) {
        return new Settings(source, schema, createSchema, connections, isReplicated, most);
    }
}
