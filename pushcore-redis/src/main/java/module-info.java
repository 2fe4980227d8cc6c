/** Redis as the carrier between the nodes of a cluster. */
@SuppressWarnings("requires-automatic")
module io.pushcore.redis {
    requires transitive io.pushcore;
    requires static org.jspecify;
    requires lettuce.core;

    exports io.pushcore.redis;
}
