package io.pushcore.netty;

import io.pushcore.netty.admin.AdminGate;
import io.pushcore.netty.ipush.ConnectRoute;
import io.pushcore.netty.ipush.IpushAdmin;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The admin port of ipush beside its {@link IpushTransport}: an application's server pushes, subscribes users and asks for figures here,
 * as described in {@code docs/ipush.md}. Immutable but for being started, once: each option gives a changed copy.
 */
public final class IpushAdminTransport implements Listener {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 1_000;

    private final ServerOptions options;
    private final IpushTransport clients;
    private final String token;
    private final String address;
    private final SocketServer server;

    private IpushAdminTransport(ServerOptions options, IpushTransport clients, String token, String address) {
        this.options = options;
        this.clients = clients;
        this.token = token;
        this.address = address;
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port, for the clients of a transport that has all its options; 0 takes a free port. */
    public static IpushAdminTransport port(int port, IpushTransport clients) {
        return new IpushAdminTransport(ServerOptions.on("ipush-admin", port).lanes(1), clients, "", "");
    }

    /** Listens at this address instead of 127.0.0.1. One that other machines reach needs a {@link #token}. */
    public IpushAdminTransport bind(String newAddress) {
        return new IpushAdminTransport(options.address(newAddress), clients, token, address);
    }

    /** Answers those only who show this by {@code Authorization: Bearer}; at least 16 characters. */
    public IpushAdminTransport token(String secret) {
        AdminTransport.requireToken(secret);
        return new IpushAdminTransport(options, clients, secret, address);
    }

    /** What {@code /shard} answers for users of this node: {@code host:port} of its client port as clients reach it. */
    public IpushAdminTransport clientAddress(String hostAndPort) {
        return new IpushAdminTransport(options, clients, token, hostAndPort);
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
    public boolean isForOperators() {
        return true;
    }

    @Override
    public CompletionStage<Void> start(Gateway gateway) {
        return HttpPort.guarded(options, token).thenCompose(guarded -> {
            AdminGate gate = new AdminGate(gateway.broker());
            HttpSite site = HttpSite.of(
                            IpushAdmin.of(
                                    gate.broker(),
                                    clients.site(),
                                    this::clientAddress,
                                    token,
                                    HttpPort.guess(options, IpushAdminTransport.class)),
                            IDLE)
                    .refusals(ConnectRoute.refusals(clients.site()));
            return HttpPort.start(server, options, gate, site, IDLE_CONNECTIONS, IpushAdminTransport.class);
        });
    }

    private String clientAddress() {
        return address.isEmpty() ? clients.address() + ":" + clients.port() : address;
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
