package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Gateway;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the ports that speak HTTP have in common. */
final class HttpPort {
    /** As TLS names it. */
    private static final String PROTOCOL = "http/1.1";

    private HttpPort() {}

    /**
     * Serves a site.
     *
     * @param idleConnections how many may stand without a request
     * @param owner whose port it is, for the log
     */
    static CompletionStage<Void> start(
            SocketServer server,
            ServerOptions options,
            Gateway gateway,
            HttpSite site,
            int idleConnections,
            Class<?> owner) {
        WaitingConnections idle = new WaitingConnections(
                idleConnections,
                options.lanes(),
                "a connection without a request made room for another on the port " + options.name()
                        + " (idleConnections)",
                owner);
        return server.start(PROTOCOL, socket -> {
            Arrivals arrivals = new Arrivals(socket, gateway, site, idle);
            if (options.tls().isEmpty()) {
                socket.channel().pipeline().addLast(new PlainOnly(socket));
            }
            socket.channel().pipeline().addLast(arrivals, HttpLimits.parser(), arrivals.connection());
        });
    }

    /** What a port for operators does when it is shown a wrong token. */
    static Runnable guess(ServerOptions options, Class<?> owner) {
        String sentence = "somebody showed the " + options.name() + " port a wrong token";
        return () -> FailureLog.CONNECTIONS.warn(sentence, owner);
    }

    /** Refuses a port for operators without a token where other machines reach it; completed otherwise. */
    static CompletableFuture<Void> guarded(ServerOptions options, String token) {
        return !token.isEmpty() || options.isLoopback()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new PushCoreException(
                        ErrorCode.BAD_OPTION,
                        options.name() + " port needs a token at an address that other machines reach: "
                                + options.address()));
    }
}
