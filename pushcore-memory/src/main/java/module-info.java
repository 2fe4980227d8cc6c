/** Storage on the heap: the default. */
module io.pushcore.memory {
    requires transitive io.pushcore.storage;
    requires static org.jspecify;

    exports io.pushcore.memory;

    provides io.pushcore.Storage with
            io.pushcore.memory.MemoryStorage;
}
