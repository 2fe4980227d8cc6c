package io.pushcore.netty;

import io.pushcore.netty.centrifuge.CentrifugeRoutes;
import io.pushcore.netty.http.PlainRoutes;
import io.pushcore.netty.http.Routes;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Listener;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * HTTP and WebSockets on one port, described in {@code docs/http.md}. Immutable but for being started, once: each option gives a
 * changed copy. Its threads are not daemons, so that a process which listens stays.
 */
public final class HttpTransport implements Listener {
    /** How long the head of a request, or its body, may take to come. */
    private static final Duration ARRIVING = Duration.ofSeconds(9);

    /** How long a connection is kept for the next request. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final ServerOptions options;
    private final HttpSite site;
    private final SocketServer server;

    private HttpTransport(ServerOptions options, HttpSite site) {
        this.options = options;
        this.site = site;
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static HttpTransport port(int port) {
        return new HttpTransport(
                ServerOptions.on("http", port), new HttpSite(routes(), new Origins(Set.of()), ARRIVING, IDLE));
    }

    private static Routes routes() {
        return CentrifugeRoutes.addTo(PlainRoutes.addTo(Routes.none()), new SecureRandom());
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public HttpTransport bind(String address) {
        return new HttpTransport(options.address(address), site);
    }

    /** How many threads move bytes; the number of processors unless said. */
    public HttpTransport lanes(int lanes) {
        return new HttpTransport(options.lanes(lanes), site);
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public HttpTransport backlog(int connections) {
        return new HttpTransport(options.backlog(connections), site);
    }

    /**
     * Lets pages of these origins in, such as {@code https://app.example}, besides those that come from this port. On a loopback
     * address requests for their hosts are let in too, as a proxy on this machine passes them on.
     */
    public HttpTransport allowOrigins(String... origins) {
        Set<String> allowed = Arrays.stream(origins)
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return new HttpTransport(
                options, new HttpSite(site.routes(), new Origins(allowed), site.arriving(), site.idle()));
    }

    /** With other deadlines than the usual ones. */
    HttpTransport deadlines(Duration arriving, Duration idle) {
        return new HttpTransport(options, new HttpSite(site.routes(), site.origins(), arriving, idle));
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
        return server.start(socket -> {
            HttpConnection connection = new HttpConnection(socket, gateway, site);
            socket.channel().pipeline().addLast(new Arrivals(connection), HttpLimits.parser(), connection);
        });
    }

    @Override
    public void stopAccepting() {
        server.stopAccepting();
    }

    @Override
    public CompletionStage<Void> close() {
        return server.close();
    }
}
