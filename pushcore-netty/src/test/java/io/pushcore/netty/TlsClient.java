package io.pushcore.netty;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The JDK's TLS over a raw socket, which checks whom it talks to. */
final class TlsClient {
    private final Socket raw;
    private final SSLSocket socket;
    private final LineClient said;

    private TlsClient(Socket raw, SSLSocket socket) throws IOException {
        this.raw = raw;
        this.socket = socket;
        this.said = new LineClient(socket);
    }

    /** Connects, and fails if the handshake does. */
    static TlsClient connect(int port, SSLContext context, String... protocols) throws IOException {
        TlsClient client = unconnected(port, context);
        if (protocols.length > 0) {
            client.socket.setEnabledProtocols(protocols);
        }
        client.socket.startHandshake();
        return client;
    }

    /** Connected, but the handshake is still to be made. */
    static TlsClient unconnected(int port, SSLContext context) throws IOException {
        Socket raw = LineClient.connected(port);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(raw, "127.0.0.1", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return new TlsClient(raw, socket);
    }

    /** What is said and heard within TLS. */
    LineClient line() {
        return said;
    }

    /** The modern form of the line protocol. */
    LineClient modern() throws IOException {
        String answer = said.say("hello 2\n").line();
        if (!answer.equals("ok hello 2")) {
            throw new AssertionError(answer);
        }
        return said;
    }

    SSLSocket socket() {
        return socket;
    }

    /** What TLS goes over. */
    Socket raw() {
        return raw;
    }
}
