/** PushCore's transports over Netty, and the dialects they speak. */
module io.pushcore.netty {
    requires transitive io.pushcore;
    requires static transitive org.jspecify;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires transitive io.netty.transport;
    requires java.management;
    requires org.slf4j;
    requires tools.jackson.core;

    exports io.pushcore.netty;
    exports io.pushcore.socketio;
}
