package io.pushcore.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process with a port on the loopback, which ends with this one. */
record Server(Process process, int port) implements AutoCloseable {
    private static final String REDIS = "redis-server";

    /** A broker with its data in a directory, from this class path. */
    static Server broker(Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path")));
        String options = System.getProperty("broker.options", "");
        if (!options.isEmpty()) {
            command.addAll(1, List.of(options.split(" ", -1)));
        }
        command.addAll(List.of(DiskBroker.class.getName(), directory.toString()));
        Process process = started(command);
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String port = said.readLine();
        if (port == null) {
            throw new IOException("the broker ended: " + process.exitValue());
        }
        return new Server(process, Integer.parseInt(port));
    }

    /** Whether Redis is installed. */
    static boolean hasRedis() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, REDIS)));
    }

    /** Redis, which syncs before it answers and does nothing else with the disk. */
    static Server redis(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = started(List.of(
                REDIS,
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--auto-aof-rewrite-percentage",
                "0",
                "--save",
                "",
                "--logfile",
                directory.resolve("log").toString()));
        Server server = new Server(process, port);
        for (int tries = 0; !server.answers(); tries++) {
            if (tries == 100 || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                server.close();
                throw new IOException(REDIS + " does not answer");
            }
        }
        return server;
    }

    private static Process started(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
