package io.pushcore.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server of Redis that stores nothing. One thread uses it. */
final class Redis {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final int port;
    private final Path output;
    private @Nullable Child process;

    Redis(Path output, int port) {
        this.output = output;
        this.port = port;
    }

    void start() {
        process = Child.start(
                output,
                List.of(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no"));
        if (!Patience.until(PATIENCE, this::listens)) {
            throw new IllegalStateException("Redis does not start, see " + output);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    void kill() {
        Child last = process;
        if (last != null) {
            last.kill();
        }
    }
}
