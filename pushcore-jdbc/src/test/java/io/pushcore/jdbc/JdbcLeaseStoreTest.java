package io.pushcore.jdbc;

import io.pushcore.storage.tck.LeaseStoreContract;
import io.pushcore.storage.tck.StorageFixture;

class JdbcLeaseStoreTest extends LeaseStoreContract {
    @Override
    protected StorageFixture newFixture() {
        return new JdbcFixture(PostgresServer.shared());
    }
}
