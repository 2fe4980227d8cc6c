package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.util.Optional;

/**
 * Where and how a transport listens.
 *
 * @param name the transport's, for threads and sentences
 * @param lanes how many threads move bytes
 * @param backlog how many connections may wait to be accepted
 * @param tls what stands between the socket and the handlers; empty for nothing
 */
record ServerOptions(String name, String address, int port, int lanes, int backlog, Optional<Tls> tls) {
    ServerOptions {
        within("port", port, 0, 65_535);
        within("lanes", lanes, 1, 1_024);
        within("backlog", backlog, 1, 1_000_000);
        if (address.isBlank()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "address must not be empty");
        }
    }

    static ServerOptions on(String name, int port) {
        return new ServerOptions(
                name, "127.0.0.1", port, Runtime.getRuntime().availableProcessors(), 1_024, Optional.empty());
    }

    ServerOptions address(String newAddress) {
        return new ServerOptions(name, newAddress, port, lanes, backlog, tls);
    }

    ServerOptions lanes(int newLanes) {
        return new ServerOptions(name, address, port, newLanes, backlog, tls);
    }

    ServerOptions backlog(int newBacklog) {
        return new ServerOptions(name, address, port, lanes, newBacklog, tls);
    }

    ServerOptions tls(Tls newTls) {
        return new ServerOptions(name, address, port, lanes, backlog, Optional.of(newTls));
    }

    private static void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, option + " must be from " + least + " to " + most + ": " + value);
        }
    }
}
