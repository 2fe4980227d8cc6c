package io.pushcore.netty;

import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A dialect of the application's own over TCP. Immutable but for being started, once: each option gives a changed copy. Its
 * threads are not daemons, so that a process which listens stays.
 */
public final class TcpTransport implements Listener {
    private final ServerOptions options;
    private final Dialect dialect;
    private final SocketServer server;

    private TcpTransport(ServerOptions options, Dialect dialect) {
        this.options = options;
        this.dialect = dialect;
        this.server = new SocketServer(options);
    }

    /** Speaks a dialect on 127.0.0.1 at a port; 0 takes a free one. */
    public static TcpTransport port(int port, Dialect dialect) {
        return new TcpTransport(ServerOptions.on(dialect.name(), port), dialect);
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public TcpTransport bind(String address) {
        return new TcpTransport(options.address(address), dialect);
    }

    /** How many threads move bytes; the number of processors unless said. */
    public TcpTransport lanes(int lanes) {
        return new TcpTransport(options.lanes(lanes), dialect);
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public TcpTransport backlog(int connections) {
        return new TcpTransport(options.backlog(connections), dialect);
    }

    /**
     * How many bytes the system is asked to hold for each connection that does not read; 192 KiB unless said. 0 leaves it to the
     * system, which takes megabytes: better for few readers that are far away, worse for telling who does not read.
     */
    public TcpTransport sendBuffer(int bytes) {
        return new TcpTransport(options.sendBuffer(bytes), dialect);
    }

    /** Speaks TLS on the port; its files are read when it starts. */
    public TcpTransport tls(Tls tls) {
        return new TcpTransport(options.tls(tls), dialect);
    }

    /** The name of the dialect. */
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
        return server.start(
                options.name(),
                socket -> socket.channel().pipeline().addLast(new NettyConnection(socket, gateway, dialect)));
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
