/** What the author of a storage backend implements. */
module io.pushcore.storage {
    requires transitive io.pushcore;
    requires static transitive org.jspecify;
    requires roaringbitmap;

    exports io.pushcore.storage;
}
