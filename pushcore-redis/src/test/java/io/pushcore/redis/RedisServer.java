package io.pushcore.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.opentest4j.TestAbortedException;

/** Debian's redis-server on a free port of loopback, in a process of its own. */
final class RedisServer implements AutoCloseable {
    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static RedisServer start(String... options) {
        try {
            int port = freePort();
            Path directory = Files.createTempDirectory("pushcore-redis");
            List<String> command = new ArrayList<>(List.of(
                    "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
            command.addAll(List.of("--dir", directory.toString()));
            command.addAll(List.of(options));
            Process process = begin(command, directory);
            RedisServer server = new RedisServer(process, port);
            server.awaitPort();
            return server;
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private static Process begin(List<String> command, Path directory) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException missing) {
            String sentence = "no redis-server: install it (Debian: apt-get install redis-server)";
            if (Boolean.getBoolean("pushcore.redis")) {
                throw new AssertionError(sentence, missing);
            }
            throw new TestAbortedException(sentence, missing);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Sends one command in words without spaces, and gives the first line of the answer. */
    String say(String... words) {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
            byte[] answer = new byte[64 << 10];
            int count = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(0, count), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Makes it the owner of these slots, as a node of a cluster. */
    void takeSlots(int from, int to) {
        say("CLUSTER", "ADDSLOTSRANGE", "" + from, "" + to);
    }

    /** Waits until all slots of the cluster have an owner. */
    void awaitWhole() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!say("CLUSTER", "INFO").contains("cluster_state:ok")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the cluster is not whole: " + say("CLUSTER", "INFO"));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitPort() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            try {
                if (say("PING").startsWith("+PONG") || say("PING").startsWith("-NOAUTH")) {
                    return;
                }
            } catch (UncheckedIOException early) {
                if (!process.isAlive()) {
                    throw new AssertionError("redis-server ended with " + process.exitValue(), early);
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new AssertionError("redis-server does not answer");
    }
}
