package io.pushcore.netty;

import io.pushcore.netty.socketio.IoGate;
import io.pushcore.netty.socketio.IoRoutes;
import io.pushcore.netty.socketio.IoSettings;
import io.pushcore.netty.socketio.IoSite;
import io.pushcore.netty.xiucall.XiucallWords;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The port for clients of xiucall-push, which take the messages of their queue one at a time, by Socket.IO of all versions, described in {@code
 * docs/dialects/xiucall-push.md}. Who they are is what the broker's authenticator says of their headers, such as {@link XiucallSignatures}. Immutable but for
 * being started, once: each option gives a changed copy. Its threads are not daemons, so that a process which listens stays.
 */
public final class XiucallConnector implements Listener {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 10_000;

    private final ServerOptions options;
    private final IoSettings settings;
    private final String[] origins;
    private final SocketServer server;
    private volatile @Nullable IoSite site;

    private XiucallConnector(ServerOptions options, IoSettings settings, String... origins) {
        this.options = options;
        this.settings = settings;
        this.origins = origins.clone();
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static XiucallConnector port(int port) {
        IoSettings settings = IoSettings.usual().heartbeat(Duration.ofSeconds(25), Duration.ofSeconds(60));
        return new XiucallConnector(ServerOptions.on("xiucall-connector", port), settings);
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public XiucallConnector bind(String address) {
        return with(options.address(address));
    }

    /** How many threads move bytes; the number of processors unless said. */
    public XiucallConnector lanes(int lanes) {
        return with(options.lanes(lanes));
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public XiucallConnector backlog(int connections) {
        return with(options.backlog(connections));
    }

    /** How many bytes the system is asked to hold for each connection that does not read; see {@link HttpTransport#sendBuffer}. */
    public XiucallConnector sendBuffer(int bytes) {
        return with(options.sendBuffer(bytes));
    }

    /** Speaks TLS on the port; its files are read when it starts. */
    public XiucallConnector tls(Tls tls) {
        return with(options.tls(tls));
    }

    private XiucallConnector with(ServerOptions newOptions) {
        return new XiucallConnector(newOptions, settings, origins);
    }

    /** Lets pages of these origins in; see {@link HttpTransport#allowOrigins}. */
    public XiucallConnector allowOrigins(String... newOrigins) {
        return new XiucallConnector(options, settings, newOrigins);
    }

    /** How often clients say, or are asked, that they are there, and how long that may take; 25 and 60 seconds unless said. */
    public XiucallConnector heartbeat(Duration every, Duration within) {
        return new XiucallConnector(options, settings.heartbeat(every, within), origins);
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
        IoSite started = new IoSite(settings, gateway, new XiucallWords());
        site = started;
        HttpSite http = HttpSite.of(IoRoutes.of(started), IDLE)
                .refusals(IoRoutes.refusals())
                .allowOrigins(origins);
        return HttpPort.start(server, options, new IoGate(gateway), http, IDLE_CONNECTIONS, XiucallConnector.class);
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
        IoSite started = site;
        if (started != null) {
            started.end();
        }
        return server.close();
    }
}
