/** A log in Kafka as the source of an ingestion. */
@SuppressWarnings("requires-automatic") // Kafka's client has no module descriptor
module io.pushcore.kafka {
    requires transitive io.pushcore;
    requires static transitive org.jspecify;
    requires kafka.clients;

    exports io.pushcore.kafka;
}
