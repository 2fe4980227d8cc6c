package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.disk.DiskStorage;
import io.pushcore.netty.LineTransport;
import io.pushcore.storage.StorageBackend;
import java.nio.file.Path;
import java.time.Duration;

/** A broker that keeps all that is published in a directory; {@code DiskBroker DIR} prints the port of its line protocol and stays. */
final class DiskBroker {
    private DiskBroker() {}

    public static void main(String[] arguments) {
        LineTransport line = LineTransport.port(0);
        Broker broker =
                over(DiskStorage.at(Path.of(arguments[0]))).transport(line).build();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println(line.port());
    }

    static Broker.Builder over(StorageBackend storage) {
        return Broker.builder()
                .storage(storage)
                .channels(ChannelRules.keep(Long.MAX_VALUE)
                        .atMostBytes(Long.MAX_VALUE)
                        .forAtMost(Duration.ZERO));
    }
}
