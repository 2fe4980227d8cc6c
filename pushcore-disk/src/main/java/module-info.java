/** Storage in a directory, on RocksDB. */
@SuppressWarnings("requires-automatic") // RocksDB names no module
module io.pushcore.disk {
    requires transitive io.pushcore.storage;
    requires static org.jspecify;
    requires rocksdbjni;

    exports io.pushcore.disk;
}
