package io.pushcore.netty;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.ipush.ConnectRoute;
import io.pushcore.netty.ipush.IpushSite;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * The port for clients of ipush: chunked HTTP both ways, WebSocket and long polling, described in {@code docs/ipush.md}. Immutable
 * but for being started, once: each option gives a changed copy. Its threads are not daemons, so that a process which listens stays.
 */
public final class IpushTransport implements Listener {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 10_000;

    private final ServerOptions options;
    private final IpushSite site;
    private final HttpSite http;
    private final SocketServer server;

    private IpushTransport(ServerOptions options, IpushSite site, HttpSite http) {
        this.options = options;
        this.site = site;
        this.http = http;
        this.server = new SocketServer(options);
    }

    private static IpushTransport of(ServerOptions options, IpushSite site) {
        return new IpushTransport(options, site, http(site));
    }

    private static HttpSite http(IpushSite site) {
        return HttpSite.of(ConnectRoute.of(site), IDLE)
                .refusals(ConnectRoute.refusals(site))
                .withoutHost();
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static IpushTransport port(int port) {
        return of(ServerOptions.on("ipush", port), IpushSite.usual());
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public IpushTransport bind(String address) {
        return new IpushTransport(options.address(address), site, http);
    }

    /** How many threads move bytes; the number of processors unless said. */
    public IpushTransport lanes(int lanes) {
        return new IpushTransport(options.lanes(lanes), site, http);
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public IpushTransport backlog(int connections) {
        return new IpushTransport(options.backlog(connections), site, http);
    }

    /** How many bytes the system is asked to hold for each connection that does not read; see {@link HttpTransport#sendBuffer}. */
    public IpushTransport sendBuffer(int bytes) {
        return new IpushTransport(options.sendBuffer(bytes), site, http);
    }

    /** Speaks TLS on the port; its files are read when it starts. */
    public IpushTransport tls(Tls tls) {
        return new IpushTransport(options.tls(tls), site, http);
    }

    /** Lets pages of these origins in; see {@link HttpTransport#allowOrigins}. */
    public IpushTransport allowOrigins(String... origins) {
        return new IpushTransport(options, site, http.allowOrigins(origins));
    }

    /** How often clients are told that the broker is there; 25 seconds unless said. */
    public IpushTransport heartbeatEvery(Duration every) {
        return changed(site.heartbeatEvery(positive("heartbeatEvery", every)));
    }

    /** How long a client of the chunked form may say nothing until its session ends; half an hour unless said. */
    public IpushTransport idle(Duration longest) {
        return changed(site.idle(positive("idle", longest)));
    }

    /**
     * Sends users to the node that is to serve them, by a redirect: given a user's name, {@code host:port} of that node's client port, or
     * an empty text for this one. Called on the lanes; must not block.
     */
    public IpushTransport owner(UnaryOperator<String> addressOf) {
        return changed(site.owner(addressOf));
    }

    /** Sends users to the node at which {@link Broker#ownerOf} says they are best served; its {@code nodeAddress} is {@code host:port} of its client port. */
    public IpushTransport redirects() {
        return owner(new OwnerAddress());
    }

    private IpushTransport changed(IpushSite newSite) {
        HttpSite changed = http(newSite);
        return new IpushTransport(
                options,
                newSite,
                new HttpSite(
                        changed.routes(),
                        http.origins(),
                        http.arriving(),
                        http.idle(),
                        changed.refusals(),
                        http.needsHost()));
    }

    private static Duration positive(String option, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, option + " must be positive: " + value);
        }
        return value;
    }

    /** What is counted here and shown by its admin port. */
    IpushSite site() {
        return site;
    }

    String address() {
        return options.address();
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
        if (site.owner() instanceof OwnerAddress owners) {
            owners.ask(gateway.broker());
        }
        return HttpPort.start(server, options, gateway, http, IDLE_CONNECTIONS, IpushTransport.class);
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
