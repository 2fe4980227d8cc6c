package io.pushcore.netty;

import io.pushcore.netty.admin.AdminGate;
import io.pushcore.netty.gopush.GoPushAdmin;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The operators' port of go-push beside its {@link GoPushTransport}: an application's server pushes and asks for figures here, as
 * described in {@code docs/dialects/go-push.md}. Immutable but for being started, once: each option gives a changed copy.
 */
public final class GoPushAdminTransport implements Listener {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 1_000;

    private final ServerOptions options;
    private final GoPushTransport clients;
    private final String token;
    private final SocketServer server;

    private GoPushAdminTransport(ServerOptions options, GoPushTransport clients, String token) {
        this.options = options;
        this.clients = clients;
        this.token = token;
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port, for the clients of a transport that has all its options; 0 takes a free port. */
    public static GoPushAdminTransport port(int port, GoPushTransport clients) {
        return new GoPushAdminTransport(ServerOptions.on("go-push-admin", port).lanes(1), clients, "");
    }

    /** Listens at this address instead of 127.0.0.1. One that other machines reach needs a {@link #token}. */
    public GoPushAdminTransport bind(String address) {
        return new GoPushAdminTransport(options.address(address), clients, token);
    }

    /** Answers those only who show this by {@code Authorization: Bearer}; at least 16 characters. */
    public GoPushAdminTransport token(String secret) {
        AdminTransport.requireToken(secret);
        return new GoPushAdminTransport(options, clients, secret);
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
                    GoPushAdmin.of(
                            gate.broker(), clients.site(), token, HttpPort.guess(options, GoPushAdminTransport.class)),
                    IDLE);
            return HttpPort.start(server, options, gate, site, IDLE_CONNECTIONS, GoPushAdminTransport.class);
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
