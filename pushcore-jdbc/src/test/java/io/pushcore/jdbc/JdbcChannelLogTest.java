package io.pushcore.jdbc;

import io.pushcore.storage.tck.ChannelLogContract;
import io.pushcore.storage.tck.StorageFixture;

class JdbcChannelLogTest extends ChannelLogContract {
    @Override
    protected StorageFixture newFixture() {
        return new JdbcFixture(PostgresServer.shared());
    }
}
