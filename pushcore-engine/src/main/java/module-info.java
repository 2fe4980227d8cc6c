/** Channels, cursors and fan-out. Found through {@code io.pushcore.Broker}; nothing here is called directly. */
module io.pushcore.engine {
    requires com.github.benmanes.caffeine;
    requires io.pushcore;
    requires io.pushcore.storage;
    requires static org.jspecify;
    requires org.slf4j;

    provides io.pushcore.BrokerProvider with
            io.pushcore.engine.EngineProvider;
}
