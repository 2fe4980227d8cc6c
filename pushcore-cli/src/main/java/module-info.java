/** The {@code pushcore} command. */
@SuppressWarnings("requires-automatic") // Micrometer has no module descriptors
module io.pushcore.cli {
    requires info.picocli;
    requires io.pushcore;
    requires io.pushcore.jwt;
    requires io.pushcore.callback;
    requires io.pushcore.disk;
    requires io.pushcore.jdbc;
    requires io.pushcore.memory;
    requires io.pushcore.micrometer;
    requires io.pushcore.netty;
    requires io.pushcore.redis;
    requires io.pushcore.storage;
    requires java.net.http;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires tools.jackson.core;
    requires static org.jspecify;

    opens io.pushcore.cli to
            info.picocli;

    exports io.pushcore.cli;
}
