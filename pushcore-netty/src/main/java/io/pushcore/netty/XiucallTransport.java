package io.pushcore.netty;

import io.pushcore.netty.admin.AdminGate;
import io.pushcore.netty.xiucall.XiucallRoutes;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The REST port of xiucall-push: an application's server pushes to queues, reads and watches them, as described in {@code docs/dialects/xiucall-push.md}; its
 * clients are at the {@link XiucallConnector}. Immutable but for being started, once: each option gives a changed copy.
 */
public final class XiucallTransport implements Listener {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int IDLE_CONNECTIONS = 1_000;

    private final ServerOptions options;
    private final String token;
    private final SocketServer server;

    private XiucallTransport(ServerOptions options, String token) {
        this.options = options;
        this.token = token;
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static XiucallTransport port(int port) {
        return new XiucallTransport(ServerOptions.on("xiucall", port).lanes(1), "");
    }

    /** Listens at this address instead of 127.0.0.1. One that other machines reach needs a {@link #token}. */
    public XiucallTransport bind(String address) {
        return new XiucallTransport(options.address(address), token);
    }

    /** Answers those only who show this by {@code Authorization: Bearer}; at least 16 characters. */
    public XiucallTransport token(String secret) {
        AdminTransport.requireToken(secret);
        return new XiucallTransport(options, secret);
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
                            XiucallRoutes.of(
                                    gate.broker(),
                                    gateway.time(),
                                    token,
                                    HttpPort.guess(options, XiucallTransport.class)),
                            IDLE)
                    .refusals(XiucallRoutes.refusals());
            return HttpPort.start(server, options, gate, site, IDLE_CONNECTIONS, XiucallTransport.class);
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
