package io.pushcore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** A connection to the line port of a broker, in the modern form. One thread reads, one sends. */
final class LineClient implements AutoCloseable {
    /** When nothing was heard for so long, a ping asks whether the broker is still there. */
    private static final int PING_AFTER_MILLIS = 30_000;

    /** So many pings without any answer, and the broker counts as gone. */
    private static final int MOST_UNANSWERED_PINGS = 4;

    private static final int CONNECT_WITHIN_MILLIS = 10_000;

    private static final int LINGER_SECONDS = 1;

    private final Socket socket;
    private final InputStream in;
    private final Runnable beforeWaiting;
    private final CommandWriter commands;
    private final FrameReader frames = new FrameReader(this::read);

    private LineClient(Socket socket, Runnable beforeWaiting) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.beforeWaiting = beforeWaiting;
        this.commands = new CommandWriter(socket.getOutputStream());
    }

    /**
     * Connects and greets; sends nothing yet.
     *
     * @param beforeWaiting runs each time before the reading thread may have to wait
     */
    static LineClient connect(Target target, Shell shell, Runnable beforeWaiting) throws ConnectionLost {
        String where = target.host() + ":" + target.port();
        Optional<String> login = target.login(shell);
        Optional<ClientTls> tls = target.tls();
        try {
            LineClient client = new LineClient(open(target, tls), beforeWaiting);
            client.commands().command("hello 2");
            if (login.isPresent()) {
                client.commands().command(login.get());
            }
            return client;
        } catch (UnknownHostException e) {
            throw new ConnectionLost("cannot connect to " + where + ": no such host");
        } catch (IOException e) {
            throw new ConnectionLost("cannot connect to " + where + ": " + e.getMessage());
        }
    }

    /** What is to be sent. Owned by the sending thread. */
    CommandWriter commands() {
        return commands;
    }

    /** Waits for the next frame; a farewell is the end of the connection. Called by the reading thread only. */
    FrameReader.Kind next() throws ConnectionLost {
        FrameReader.Kind kind = frames.next();
        if (kind == FrameReader.Kind.BYE) {
            throw goodbye(Refusal.of(line()));
        }
        return kind;
    }

    /** The message, when {@link #next} was one. */
    MessageView message() {
        return frames.message();
    }

    /** The line, when {@link #next} was one. */
    String line() {
        return frames.line();
    }

    /** The words of that line. */
    String[] words() {
        return line().split(" ", -1);
    }

    /** The refusal that {@link #next} was, unless it is the end of the connection. */
    Refusal refusal() throws ConnectionLost {
        Refusal refusal = Refusal.of(line());
        if (refusal.isGoodbye()) {
            throw goodbye(refusal);
        }
        return refusal;
    }

    /** For a frame that answers nothing that was asked. */
    ConnectionLost unexpected() {
        return new ConnectionLost("the broker answered what was not asked: " + line());
    }

    @Override
    public void close() {
        try {
            if (socket instanceof SSLSocket) {
                // the last word of TLS must not wait for ever behind what the broker does not take
                socket.setSoLinger(true, LINGER_SECONDS);
            }
            socket.close();
        } catch (IOException nothingLeftToClose) {
            return;
        }
    }

    private static ConnectionLost goodbye(Refusal refusal) {
        if (refusal.isDenial()) {
            throw refusal.failure("the broker refused");
        }
        return new ConnectionLost("connection closed by the broker: " + refusal.sentence());
    }

    private static Socket open(Target target, Optional<ClientTls> tls) throws IOException {
        IOException failure = new UnknownHostException(target.host());
        for (InetAddress address : InetAddress.getAllByName(target.host())) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, target.port()), CONNECT_WITHIN_MILLIS);
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.setSoTimeout(CONNECT_WITHIN_MILLIS);
                Socket secured = tls.isPresent() ? tls.get().over(socket, target.host(), target.port()) : socket;
                secured.setSoTimeout(PING_AFTER_MILLIS);
                return secured;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    private int read(byte[] target, int from, int length) throws ConnectionLost {
        beforeWaiting.run();
        for (int pings = 0; pings <= MOST_UNANSWERED_PINGS; pings++) {
            try {
                return in.read(target, from, length);
            } catch (SocketTimeoutException silence) {
                commands.ping();
            } catch (IOException e) {
                throw new ConnectionLost("connection lost: " + e.getMessage());
            }
        }
        throw new ConnectionLost("connection lost: the broker does not answer");
    }
}
