package io.pushcore.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code serve} in a process of its own. Its ports stay the same from start to start. The thread of the faults starts and ends it; any thread reads. */
final class Node {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int ANSWER_MILLIS = 2_000;

    final String name;
    final int line;
    final int http;
    final int admin;
    final Way database;
    final Way carrier;
    private final Optional<NodeClock> clock;
    private final List<String> more;
    private final Path output;
    private @Nullable Child process;

    Node(
            int number,
            Path directory,
            Ports ports,
            Way database,
            Way carrier,
            boolean replicated,
            Optional<NodeClock> clock) {
        this.name = "node " + number;
        this.line = ports.free();
        this.http = ports.free();
        this.admin = ports.free();
        this.database = database;
        this.carrier = carrier;
        this.clock = clock;
        this.more = replicated ? List.of("--replicated") : List.of();
        this.output = directory.resolve("node" + number + ".log");
    }

    /** Begins to start. */
    void begin() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.pushcore.cli.Main",
                "serve",
                "--line",
                Integer.toString(line),
                "--http",
                Integer.toString(http),
                "--admin",
                Integer.toString(admin),
                "--store",
                "jdbc:postgresql://127.0.0.1:" + database.port + "/postgres?user=postgres",
                "--peers",
                "redis://127.0.0.1:" + carrier.port,
                "--cluster-key",
                "the key of the chaos",
                "--node-address",
                "127.0.0.1:" + http,
                "--keep",
                "100000000",
                "--keep-for",
                "0s"));
        command.addAll(more);
        process = Child.start(output, command, clock.map(NodeClock::environment).orElse(Map.of()));
    }

    /** How far its clock is ahead of that of the others from now on, and wherever it starts again. */
    void setClock(Duration ahead) {
        clock.orElseThrow().set(ahead);
    }

    /** Starts it and waits until it takes clients; one that ended by itself, as it reached nothing, is started again. */
    void start() {
        begin();
        awaitReady();
    }

    void awaitReady() {
        boolean ready = Patience.until(PATIENCE, () -> {
            Child last = process;
            if (last == null || !last.isAlive()) {
                begin();
            }
            return isReady();
        });
        if (!ready) {
            throw new IllegalStateException(name + " does not get ready, see " + output);
        }
    }

    boolean isReady() {
        try {
            return Web.get(admin, "/readyz", ANSWER_MILLIS).status() == 200;
        } catch (IOException notThere) {
            return false;
        }
    }

    Json stats() throws IOException {
        return Web.get(admin, "/stats", ANSWER_MILLIS).json();
    }

    /** Sends its clients away, spread over a time. */
    void drain(Duration over) throws IOException {
        Web.post(admin, "/drain?over=" + over.toMillis() + "ms", Map.of(), "", ANSWER_MILLIS);
    }

    void kill() {
        Child last = process;
        if (last != null) {
            last.kill();
        }
    }

    /** Ends it as an operator does; false if it does not end in time. */
    boolean terminate() {
        Child last = process;
        if (last == null) {
            return true;
        }
        last.signal("TERM");
        return last.endsWithin(Duration.ofSeconds(60));
    }

    void signal(String signal) {
        Child last = process;
        if (last != null) {
            last.signal(signal);
        }
    }
}
