package io.pushcore.jdbc;

import io.pushcore.storage.tck.InboxStoreContract;
import io.pushcore.storage.tck.StorageFixture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;

/** On the oldest server that is served, where Debian's package of it is installed. */
@Tag("full")
class OldestServerInboxStoreTest extends InboxStoreContract {
    @Override
    protected StorageFixture newFixture() {
        Assumptions.assumeTrue(Binaries.oldest().isPresent(), "PostgreSQL 15 is not installed");
        return new JdbcFixture(PostgresServer.oldest());
    }
}
