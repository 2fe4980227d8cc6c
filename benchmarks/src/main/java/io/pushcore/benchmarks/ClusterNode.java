package io.pushcore.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Broker;
import io.pushcore.Start;
import io.pushcore.Subscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A node in a process of its own, which does what it is told on its standard input and answers each line with one. */
final class ClusterNode implements AutoCloseable {
    private final Process process;
    private final PrintStream told;
    private final BufferedReader said;

    private ClusterNode(Process process) {
        this.process = process;
        this.told = new PrintStream(process.getOutputStream(), true, UTF_8);
        this.said = process.inputReader(UTF_8);
    }

    /** Starts it and waits until it serves. */
    static ClusterNode start(Cluster cluster) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                ClusterNode.class.getName()));
        command.addAll(cluster.arguments());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        ClusterNode node = new ClusterNode(process);
        node.answer();
        return node;
    }

    private String answer() throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("the node ended");
        }
        return line;
    }

    private String ask(String line) throws IOException {
        told.println(line);
        return answer();
    }

    /** Reads channels from now on; returns when it does. */
    void listen(String prefix, int channels) throws IOException {
        ask("listen " + prefix + " " + channels);
    }

    /** Reads channels from their beginning on; returns when it has had a message of each. */
    void read(String prefix, int channels) throws IOException {
        ask("read " + prefix + " " + channels);
    }

    /** Bytes of its heap that are in use after what is not needed has gone. */
    long heapBytes() throws IOException {
        return Long.parseLong(ask("heap"));
    }

    /** What it took of the processors since its start. */
    Duration busy() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Ends it without a word to anybody. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        try (Broker broker = Cluster.ofArguments(List.of(arguments)).open()) {
            System.out.println("serves");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            List<Subscription> kept = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                System.out.println(
                        switch (words[0]) {
                            case "listen" -> listen(broker, words[1], Integer.parseInt(words[2]), kept);
                            case "read" -> read(broker, words[1], Integer.parseInt(words[2]), kept);
                            default -> heap();
                        });
            }
        }
    }

    private static String listen(Broker broker, String prefix, int channels, List<Subscription> kept) {
        List<Subscription> begun = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            begun.add(broker.channel(prefix + i).subscribe(message -> {}));
        }
        begun.forEach(subscription -> subscription.started().join());
        kept.addAll(begun);
        return "listens";
    }

    private static String read(Broker broker, String prefix, int channels, List<Subscription> kept)
            throws InterruptedException {
        CountDownLatch all = new CountDownLatch(channels);
        for (int i = 0; i < channels; i++) {
            kept.add(broker.channel(prefix + i).subscribe(Start.earliest(), message -> all.countDown()));
        }
        all.await();
        return "has read";
    }

    private static String heap() {
        System.gc();
        System.gc();
        return String.valueOf(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
}
