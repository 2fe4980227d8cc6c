/** The rules of a carrier between nodes as tests that its author extends. */
@SuppressWarnings("requires-transitive-automatic")
module io.pushcore.peer.tck {
    requires transitive io.pushcore;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;

    exports io.pushcore.peer.tck;

    opens io.pushcore.peer.tck;
}
