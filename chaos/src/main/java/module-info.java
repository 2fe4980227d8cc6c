/** A cluster of real processes under faults, and what its clients saw. */
@SuppressWarnings("requires-automatic") // HdrHistogram has no module descriptor
module io.pushcore.chaos {
    requires HdrHistogram;
    requires java.net.http;
    requires java.sql;
    requires tools.jackson.core;
    requires static org.jspecify;
}
