/** What the author of a storage backend implements. */
module io.pushcore.storage {
    requires transitive io.pushcore;
    requires static transitive org.jspecify;

    exports io.pushcore.storage;
}
