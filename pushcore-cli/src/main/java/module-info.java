/** The {@code pushcore} command. */
module io.pushcore.cli {
    requires info.picocli;
    requires io.pushcore;
    requires io.pushcore.callback;
    requires io.pushcore.memory;
    requires io.pushcore.netty;
    requires static org.jspecify;

    opens io.pushcore.cli to
            info.picocli;

    exports io.pushcore.cli;
}
