package io.pushcore.netty;

import io.pushcore.Payload;
import io.pushcore.netty.socketio.IoGate;
import io.pushcore.netty.socketio.IoRoutes;
import io.pushcore.netty.socketio.IoSettings;
import io.pushcore.netty.socketio.IoSite;
import io.pushcore.socketio.SocketIoClient;
import io.pushcore.socketio.SocketIoHandler;
import io.pushcore.socketio.SocketIoHandlers;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port for clients of Socket.IO, those of today and those from version 1 on: polling and WebSocket, described in {@code docs/socketio.md}. Immutable
 * but for being started, once: each option gives a changed copy. Its threads are not daemons, so that a process which listens stays.
 */
public final class SocketIoTransport implements Listener {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 10_000;
    private static final String USUAL = "/";

    private final ServerOptions options;
    private final IoSettings settings;
    private final String[] origins;
    private final SocketServer server;
    private volatile @Nullable IoSite site;

    private SocketIoTransport(ServerOptions options, IoSettings settings, String... origins) {
        this.options = options;
        this.settings = settings;
        this.origins = origins.clone();
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static SocketIoTransport port(int port) {
        return new SocketIoTransport(ServerOptions.on("socketio", port), IoSettings.usual());
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public SocketIoTransport bind(String address) {
        return with(options.address(address));
    }

    /** How many threads move bytes; the number of processors unless said. */
    public SocketIoTransport lanes(int lanes) {
        return with(options.lanes(lanes));
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public SocketIoTransport backlog(int connections) {
        return with(options.backlog(connections));
    }

    /** How many bytes the system is asked to hold for each connection that does not read; see {@link HttpTransport#sendBuffer}. */
    public SocketIoTransport sendBuffer(int bytes) {
        return with(options.sendBuffer(bytes));
    }

    /** Speaks TLS on the port; its files are read when it starts. */
    public SocketIoTransport tls(Tls tls) {
        return with(options.tls(tls));
    }

    /** Lets pages of these origins in; see {@link HttpTransport#allowOrigins}. */
    public SocketIoTransport allowOrigins(String... newOrigins) {
        return new SocketIoTransport(options, settings, newOrigins);
    }

    /** What is done at an event of the namespace {@code /}. */
    public SocketIoTransport on(String event, SocketIoHandler handler) {
        return namespace(USUAL, handlers().on(event, handler));
    }

    /** What is done first for a client that is let in, before its events. */
    public SocketIoTransport onConnect(Consumer<SocketIoClient> handler) {
        return namespace(USUAL, handlers().onConnect(handler));
    }

    /** What is done last for a client. */
    public SocketIoTransport onDisconnect(Consumer<SocketIoClient> handler) {
        return namespace(USUAL, handlers().onDisconnect(handler));
    }

    private SocketIoHandlers handlers() {
        return settings.namespaces().getOrDefault(USUAL, SocketIoHandlers.none());
    }

    /** Another namespace, such as {@code /chat}; there is none but {@code /} unless said. */
    public SocketIoTransport namespace(String name, SocketIoHandlers handlers) {
        return with(settings.namespace(name, handlers));
    }

    /** Where it is spoken; {@code /socket.io} unless said. */
    public SocketIoTransport path(String path) {
        return with(settings.path(path));
    }

    /** How often clients are asked whether they are there, and how long they may take to answer; 25 and 20 seconds unless said. */
    public SocketIoTransport heartbeat(Duration every, Duration within) {
        return with(settings.heartbeat(every, within));
    }

    /** How long a session may be in no namespace, and a packet's attachments or an upgrade may take; 10 seconds unless said. */
    public SocketIoTransport connectWithin(Duration within) {
        return with(settings.connectWithin(within));
    }

    /**
     * Lets a client of version 4 that was cut off come back to its channels within this time, without a loss; never unless said. Each event then
     * ends with one more argument, a string that the client's library gives back.
     */
    public SocketIoTransport recoverFor(Duration longest) {
        return with(settings.recoverFor(longest));
    }

    /** How many attachments an event may have; 10 unless said. */
    public SocketIoTransport maxAttachments(int most) {
        return with(settings.maxAttachments(most));
    }

    /** How many bytes that the application emits may wait for a client that does not read; 1 MiB unless said. Above it, it is disconnected. */
    public SocketIoTransport unsentBytes(int most) {
        return with(settings.unsentBytes(most));
    }

    private SocketIoTransport with(ServerOptions newOptions) {
        return new SocketIoTransport(newOptions, settings, origins);
    }

    private SocketIoTransport with(IoSettings newSettings) {
        return new SocketIoTransport(options, newSettings, origins);
    }

    /** Those that are connected to the namespace {@code /} now. */
    public List<SocketIoClient> clients() {
        return clients(USUAL);
    }

    /** Those that are connected to a namespace now. */
    public List<SocketIoClient> clients(String namespace) {
        IoSite started = site;
        return started == null ? List.of() : started.clients(namespace);
    }

    /** Sends an event to all that are connected to the namespace {@code /} now; who is not there has missed it. */
    public void emit(String event, Payload... args) {
        clients().forEach(client -> client.emit(event, args));
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
        IoSite started = new IoSite(settings, gateway);
        site = started;
        HttpSite http = HttpSite.of(IoRoutes.of(started), IDLE)
                .refusals(IoRoutes.refusals())
                .allowOrigins(origins);
        return HttpPort.start(server, options, new IoGate(gateway), http, IDLE_CONNECTIONS, SocketIoTransport.class);
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
