package io.pushcore.netty;

import io.netty.channel.Channel;
import java.time.Duration;

/** TLS on a port: what all its connections have in common. Any thread may use it. */
final class TlsPort {
    private final CurrentTls current;
    private final WaitingConnections handshakes;
    private final Duration handshakeWithin;

    private TlsPort(CurrentTls current, WaitingConnections handshakes, Duration handshakeWithin) {
        this.current = current;
        this.handshakes = handshakes;
        this.handshakeWithin = handshakeWithin;
    }

    /** Reads the files, fails by name if they do not do, and looks at them from now on. */
    static TlsPort open(Tls tls, String protocol, int lanes) {
        CurrentTls current = CurrentTls.load(tls, protocol);
        current.watch();
        WaitingConnections handshakes = new WaitingConnections(
                tls.handshakes(), lanes, "a TLS handshake made room for another (handshakes)", TlsPort.class);
        return new TlsPort(current, handshakes, tls.handshakeWithin());
    }

    /** Puts it on a new socket. Called on its lane. */
    void add(NettySocket socket) {
        Channel channel = socket.channel();
        TakenBytes taken = new TakenBytes();
        socket.counts(taken);
        TlsRecords records = new TlsRecords(current.context().newEngine(channel.alloc()), handshakeWithin);
        channel.pipeline().addLast(taken, records, new TlsEntrance(socket, records, handshakes));
    }

    void close() {
        current.end();
    }
}
