/** What an application, a transport author and a carrier author see of PushCore. */
module io.pushcore {
    requires static transitive org.jspecify;

    exports io.pushcore;
    exports io.pushcore.file;
    exports io.pushcore.peer;
    exports io.pushcore.transport;

    uses io.pushcore.BrokerProvider;
    uses io.pushcore.Storage;
}
