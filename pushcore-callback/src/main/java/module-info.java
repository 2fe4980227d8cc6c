/** Who a connection is and what it may do, asked of the application over HTTP. */
module io.pushcore.callback {
    requires com.github.benmanes.caffeine;
    requires transitive io.pushcore;
    requires java.net.http;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires tools.jackson.core;

    exports io.pushcore.callback;
}
