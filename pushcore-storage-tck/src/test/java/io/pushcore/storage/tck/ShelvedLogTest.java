package io.pushcore.storage.tck;

/** Logs over shelves against all rules for logs. */
class ShelvedLogTest extends ChannelLogContract {
    @Override
    protected StorageFixture newFixture() {
        return new TestShelves();
    }
}
