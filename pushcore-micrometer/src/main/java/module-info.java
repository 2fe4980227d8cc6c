/** What a broker counts, as meters of Micrometer. */
@SuppressWarnings("requires-automatic") // Micrometer has no module descriptor
module io.pushcore.micrometer {
    requires transitive io.pushcore;
    requires static transitive org.jspecify;
    requires micrometer.core;

    exports io.pushcore.micrometer;
}
