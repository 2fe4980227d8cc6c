package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.pushd.PushdHttpRoutes;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * pushd's port for clients over HTTP: publishing, history and long polling, described in {@code docs/dialects/pushd.md}. Immutable but
 * for being started, once: each option gives a changed copy. Its threads are not daemons, so that a process which listens stays.
 */
public final class PushdHttpTransport implements Listener {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 10_000;
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final ServerOptions options;
    private final HttpSite site;
    private final SocketServer server;

    private PushdHttpTransport(ServerOptions options, HttpSite site) {
        this.options = options;
        this.site = site;
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static PushdHttpTransport port(int port) {
        HttpSite site = HttpSite.of(PushdHttpRoutes.of(WAIT), IDLE).refusals(PushdHttpRoutes.refusals());
        return new PushdHttpTransport(ServerOptions.on("pushd-http", port), site);
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public PushdHttpTransport bind(String address) {
        return new PushdHttpTransport(options.address(address), site);
    }

    /** How many threads move bytes; the number of processors unless said. */
    public PushdHttpTransport lanes(int lanes) {
        return new PushdHttpTransport(options.lanes(lanes), site);
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public PushdHttpTransport backlog(int connections) {
        return new PushdHttpTransport(options.backlog(connections), site);
    }

    /** How many bytes the system is asked to hold for each connection that does not read; see {@link HttpTransport#sendBuffer}. */
    public PushdHttpTransport sendBuffer(int bytes) {
        return new PushdHttpTransport(options.sendBuffer(bytes), site);
    }

    /** Speaks TLS on the port; its files are read when it starts. */
    public PushdHttpTransport tls(Tls tls) {
        return new PushdHttpTransport(options.tls(tls), site);
    }

    /** Lets pages of these origins in; see {@link HttpTransport#allowOrigins}. */
    public PushdHttpTransport allowOrigins(String... origins) {
        return new PushdHttpTransport(options, site.allowOrigins(origins));
    }

    /** How long a poll waits for a message; a minute unless said, five at most. */
    public PushdHttpTransport longestWait(Duration wait) {
        if (wait.isZero() || wait.isNegative() || wait.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "longestWait must be more than nothing and at most 5 minutes: " + wait);
        }
        return new PushdHttpTransport(options, site.routes(PushdHttpRoutes.of(wait)));
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public CompletionStage<Void> start(Gateway gateway) {
        return HttpPort.start(server, options, gateway, site, IDLE_CONNECTIONS, PushdHttpTransport.class);
    }

    @Override
    public void stopAccepting() {
        server.stopAccepting();
    }

    @Override
    public List<Lane> ownLanes() {
        return server.lanes();
    }

    @Override
    public CompletionStage<Void> close() {
        return server.close();
    }
}
