package io.pushcore.jdbc;

import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.tck.StorageFixture;
import java.util.Optional;

/** A schema of its own on a server. */
final class JdbcFixture implements StorageFixture {
    private final PostgresServer server;
    private final String schema = PostgresServer.newSchema();

    JdbcFixture(PostgresServer server) {
        this.server = server;
    }

    @Override
    public StorageBackend backend() {
        return JdbcStorage.on(server.source()).schema(schema).createSchema();
    }

    @Override
    public void crash(StorageBackend backend) {
        ((JdbcStorage) backend).abandon().toCompletableFuture().join();
    }

    /** The server ends as by a loss of power, but that what it wrote to the operating system is there. */
    @Override
    public boolean cutPower(StorageBackend backend) {
        server.kill();
        crash(backend);
        server.start();
        return true;
    }

    /** The server says what it says without space. */
    @Override
    public Optional<Space> fill() {
        server.execute("CREATE FUNCTION " + schema + ".no_space() RETURNS trigger LANGUAGE plpgsql AS $$"
                + " BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$;"
                + " CREATE TRIGGER no_space BEFORE INSERT ON " + schema + ".messages EXECUTE FUNCTION " + schema
                + ".no_space()");
        return Optional.of(() -> server.execute("DROP TRIGGER no_space ON " + schema + ".messages"));
    }

    @Override
    public void wipe() {
        // the server is thrown away when the tests end
    }
}
