package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where and how a transport listens.
 *
 * @param name the transport's, for threads and sentences
 * @param lanes how many threads move bytes
 * @param backlog how many connections may wait to be accepted
 * @param sendBuffer how many bytes the system is asked to hold for a connection that does not read; 0 leaves it to the system
 * @param tls what stands between the socket and the handlers; empty for nothing
 */
record ServerOptions(String name, String address, int port, int lanes, int backlog, int sendBuffer, Optional<Tls> tls) {
    /** 192 KiB: no more than most systems give, and some batches of 64 KiB. */
    private static final int SEND_BUFFER = 192 << 10;

    ServerOptions {
        within("port", port, 0, 65_535);
        within("lanes", lanes, 1, 1_024);
        within("backlog", backlog, 1, 1_000_000);
        within("sendBuffer", sendBuffer, 0, 1 << 30);
        if (address.isBlank()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "address must not be empty");
        }
    }

    static ServerOptions on(String name, int port) {
        return new ServerOptions(
                name,
                "127.0.0.1",
                port,
                Runtime.getRuntime().availableProcessors(),
                1_024,
                SEND_BUFFER,
                Optional.empty());
    }

    ServerOptions address(String newAddress) {
        return new ServerOptions(name, newAddress, port, lanes, backlog, sendBuffer, tls);
    }

    ServerOptions lanes(int newLanes) {
        return new ServerOptions(name, address, port, newLanes, backlog, sendBuffer, tls);
    }

    ServerOptions backlog(int newBacklog) {
        return new ServerOptions(name, address, port, lanes, newBacklog, sendBuffer, tls);
    }

    ServerOptions sendBuffer(int newSendBuffer) {
        return new ServerOptions(name, address, port, lanes, backlog, newSendBuffer, tls);
    }

    ServerOptions tls(Tls newTls) {
        return new ServerOptions(name, address, port, lanes, backlog, sendBuffer, Optional.of(newTls));
    }

    /** Whether only this machine reaches it. */
    boolean isLoopback() {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            // binding says so in its own words
            return true;
        }
    }

    private static void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, option + " must be from " + least + " to " + most + ": " + value);
        }
    }
}
