package io.pushcore.netty;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * HTTP and WebSockets on one port, described in {@code docs/http.md}. Immutable but for being started, once: each option gives a
 * changed copy. Its threads are not daemons, so that a process which listens stays.
 */
public final class HttpTransport implements Listener {
    /** How long a connection is kept for the next request. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private static final int IDLE_CONNECTIONS = 10_000;

    private final ServerOptions options;
    private final HttpSite site;
    private final int idleConnections;
    private final SocketServer server;

    private HttpTransport(ServerOptions options, HttpSite site, int idleConnections) {
        this.options = options;
        this.site = site;
        this.idleConnections = idleConnections;
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static HttpTransport port(int port) {
        return new HttpTransport(ServerOptions.on("http", port), HttpSite.idle(IDLE), IDLE_CONNECTIONS);
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public HttpTransport bind(String address) {
        return new HttpTransport(options.address(address), site, idleConnections);
    }

    /** How many threads move bytes; the number of processors unless said. */
    public HttpTransport lanes(int lanes) {
        return new HttpTransport(options.lanes(lanes), site, idleConnections);
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public HttpTransport backlog(int connections) {
        return new HttpTransport(options.backlog(connections), site, idleConnections);
    }

    /**
     * How many bytes the system is asked to hold for each connection that does not read; 192 KiB unless said. 0 leaves it to the
     * system, which takes megabytes: better for few readers that are far away, worse for telling who does not read.
     */
    public HttpTransport sendBuffer(int bytes) {
        return new HttpTransport(options.sendBuffer(bytes), site, idleConnections);
    }

    /** Speaks TLS on the port; its files are read when it starts. */
    public HttpTransport tls(Tls tls) {
        return new HttpTransport(options.tls(tls), site, idleConnections);
    }

    /**
     * Lets pages of these origins in, such as {@code https://app.example}, besides those that come from this port. On a loopback
     * address requests for their hosts are let in too, as a proxy on this machine passes them on.
     */
    public HttpTransport allowOrigins(String... origins) {
        return new HttpTransport(options, site.allowOrigins(origins), idleConnections);
    }

    /**
     * How many connections may stand without a request under way: with none so far, or between two. Beyond it the one that has
     * waited longest is closed. 10,000 unless said, in equal shares for all lanes.
     */
    public HttpTransport idleConnections(int most) {
        if (most < 1) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "idleConnections must be positive: " + most);
        }
        return new HttpTransport(options, site, most);
    }

    /** With other deadlines than the usual ones. */
    HttpTransport deadlines(Duration arriving, Duration idle) {
        return new HttpTransport(options, site.deadlines(arriving, idle), idleConnections);
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
        return HttpPort.start(server, options, gateway, site, idleConnections, HttpTransport.class);
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
