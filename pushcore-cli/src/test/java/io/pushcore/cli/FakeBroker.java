package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** The other end of a line port that says what a test wants it to say, one script for each connection. */
final class FakeBroker implements AutoCloseable {
    /** What happens on one connection, which closes at its end. */
    @FunctionalInterface
    interface Script {
        void play(Conversation with) throws IOException;
    }

    private final ServerSocket server;
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private FakeBroker(ServerSocket server) {
        this.server = server;
    }

    static FakeBroker that(Script... scripts) throws IOException {
        FakeBroker broker = new FakeBroker(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(() -> broker.serve(List.of(scripts)), "fake-broker");
        thread.setDaemon(true);
        thread.start();
        return broker;
    }

    String port() {
        return Integer.toString(server.getLocalPort());
    }

    /** The lines it was sent so far. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(List<Script> scripts) {
        for (Script script : scripts) {
            try (Socket socket = server.accept()) {
                script.play(new Conversation(socket));
            } catch (IOException goneOrClosed) {
                heard.add("(" + goneOrClosed.getMessage() + ")");
            }
        }
    }

    /** One connection. */
    final class Conversation {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            this.out = socket.getOutputStream();
        }

        /** The next line; empty at the end. */
        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.append((char) next);
            }
            heard.add(line.toString());
            return line.toString();
        }

        /** Reads lines up to one that begins so. */
        String lineThatBegins(String start) throws IOException {
            String line = line();
            while (!line.startsWith(start)) {
                if (line.isEmpty()) {
                    throw new IOException("ended before " + start);
                }
                line = line();
            }
            return line;
        }

        /** Reads a publish and gives back its payload; null at the end. */
        String published() throws IOException {
            String line = line();
            while (!line.startsWith("pub ")) {
                if (line.isEmpty()) {
                    return null;
                }
                if (line.equals("ping")) {
                    say("pong\n");
                }
                line = line();
            }
            int length = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
            String payload = new String(in.readNBytes(length), UTF_8);
            in.read();
            return payload;
        }

        Conversation say(String text) throws IOException {
            out.write(text.getBytes(UTF_8));
            out.flush();
            return this;
        }

        /** Greets, and answers the subscription to come. */
        Conversation subscribed(String answer) throws IOException {
            lineThatBegins("hello 2");
            say("ok hello 2\n");
            lineThatBegins("sub ");
            return say(answer);
        }

        /** Waits until the client has closed its end. */
        void untilClosed() throws IOException {
            while (in.read() >= 0) {
                in.skip(in.available());
            }
        }

        /** Says nothing until something has happened. */
        void waitFor(CountDownLatch event) throws IOException {
            try {
                event.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /** Cuts the connection hard. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
