package io.pushcore.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A client that reads channels from their start, and goes on at another node where one ends, hangs or sends it away. It has a thread of its own. */
abstract class Reader implements Runnable {
    /** Who hears nothing for so long goes to another node. */
    static final int SILENT_MILLIS = 6_000;

    private static final int MOST_PAUSE_MILLIS = 300;

    final String name;
    final Map<String, Course> courses;
    final Ledger ledger;
    private final List<Node> nodes;
    private final Random random;
    private volatile boolean stopped;

    Reader(String name, List<String> channels, List<Node> nodes, Ledger ledger, long seed) {
        this.name = name;
        this.nodes = nodes;
        this.ledger = ledger;
        this.random = new Random(seed);
        this.courses = channels.stream()
                .collect(Collectors.toMap(Function.identity(), channel -> new Course(name, channel, ledger)));
    }

    /** Reads at a node until that is over. */
    abstract void read(Node node) throws IOException, InterruptedException;

    @Override
    public void run() {
        while (!stopped) {
            Node node = nodes.get(random.nextInt(nodes.size()));
            courses.values().forEach(course -> course.begin(random));
            try {
                read(node);
            } catch (IOException ended) {
                ledger.figures.count("readers went on after: " + reason(ended));
            } catch (InterruptedException asked) {
                return;
            } catch (RuntimeException broken) {
                ledger.violations.add("wire", name + " cannot read what " + node.name + " says: " + broken);
            }
            Patience.pause(Duration.ofMillis(random.nextInt(MOST_PAUSE_MILLIS)));
        }
    }

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Without what differs each time. */
    private static String reason(IOException ended) {
        String said = ended.getClass().getSimpleName() + " " + ended.getMessage();
        return said.replaceAll("[0-9]{4,}", "N").replaceAll("http://\\S+", "URL");
    }

    @Override
    public String toString() {
        return name
                + courses.values().stream()
                        .map(course -> " " + course.channel + "=" + course.last())
                        .collect(Collectors.joining());
    }
}
