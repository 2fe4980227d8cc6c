package io.pushcore.jdbc;

import io.pushcore.storage.tck.InboxStoreContract;
import io.pushcore.storage.tck.StorageFixture;

class JdbcInboxStoreTest extends InboxStoreContract {
    @Override
    protected StorageFixture newFixture() {
        return new JdbcFixture(PostgresServer.shared());
    }
}
