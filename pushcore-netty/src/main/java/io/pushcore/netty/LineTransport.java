package io.pushcore.netty;

import io.netty.channel.ChannelPipeline;
import io.pushcore.netty.line.LineDialect;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The line protocol over TCP: text that telnet can speak, described in {@code docs/line-protocol.md}. Immutable but for
 * being started, once: each option gives a changed copy. Its threads are not daemons, so that a process which listens stays.
 */
public final class LineTransport implements Listener {
    private final ServerOptions options;
    private final Form form;
    private final SocketServer server;

    private LineTransport(ServerOptions options, Form form) {
        this.options = options;
        this.form = form;
        this.server = new SocketServer(options);
    }

    /** On 127.0.0.1 at a port; 0 takes a free one. */
    public static LineTransport port(int port) {
        return new LineTransport(ServerOptions.on("line", port), Form.LINES);
    }

    /** Speaks the framed form: four bytes of length before every text. */
    public LineTransport framed() {
        return new LineTransport(options, Form.FRAMED);
    }

    /** Listens at this address instead of 127.0.0.1; {@code 0.0.0.0} is every one of this machine. */
    public LineTransport bind(String address) {
        return new LineTransport(options.address(address), form);
    }

    /**
     * Speaks the plain form only, and runs what came without a newline at its end as a command, as pushd did. Only for
     * clients that send no newline: a command that the network cuts in two becomes two.
     */
    public LineTransport runsFragments() {
        return new LineTransport(options, Form.FRAGMENTS);
    }

    /** How many threads move bytes; the number of processors unless said. */
    public LineTransport lanes(int lanes) {
        return new LineTransport(options.lanes(lanes), form);
    }

    /** How many connections the system holds until they are accepted; 1,024 unless said. */
    public LineTransport backlog(int connections) {
        return new LineTransport(options.backlog(connections), form);
    }

    /**
     * How many bytes the system is asked to hold for each connection that does not read; 192 KiB unless said. 0 leaves it to the
     * system, which takes megabytes: better for few readers that are far away, worse for telling who does not read.
     */
    public LineTransport sendBuffer(int bytes) {
        return new LineTransport(options.sendBuffer(bytes), form);
    }

    /** Speaks TLS on the port; its files are read when it starts. */
    public LineTransport tls(Tls tls) {
        return new LineTransport(options.tls(tls), form);
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
        Dialect dialect = dialect();
        return server.start(options.name(), socket -> {
            ChannelPipeline pipeline = socket.channel().pipeline();
            if (options.tls().isEmpty() && form != Form.FRAMED) {
                // a length can begin with any byte
                pipeline.addLast(new PlainOnly(socket));
            }
            if (form == Form.FRAGMENTS) {
                pipeline.addLast(new FragmentEnd());
            }
            pipeline.addLast(new NettyConnection(socket, gateway, dialect));
        });
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

    private Dialect dialect() {
        return switch (form) {
            case LINES -> LineDialect.lines();
            case FRAGMENTS -> LineDialect.plain();
            case FRAMED -> LineDialect.framed();
        };
    }

    /** What is spoken on the port. */
    private enum Form {
        LINES,
        FRAGMENTS,
        FRAMED
    }
}
