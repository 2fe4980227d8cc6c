/** The rules of the storage SPI as tests that the author of a backend extends. */
@SuppressWarnings("requires-transitive-automatic")
module io.pushcore.storage.tck {
    requires transitive io.pushcore.storage;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;

    exports io.pushcore.storage.tck;

    opens io.pushcore.storage.tck;
}
