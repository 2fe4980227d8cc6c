package io.pushcore.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Publishes over HTTP, each message with a key until somebody acknowledges it, then the next. It has a thread of its own. */
final class Publisher implements Runnable {
    private static final int ANSWER_MILLIS = 8_000;
    private static final int MOST_PAUSE_MILLIS = 200;

    private final int number;
    private final List<String> paths;
    private final List<String> channels;
    private final List<Node> nodes;
    private final Ledger ledger;
    private final Random random;
    private final int pace;
    private volatile boolean stopped;
    private volatile long started;

    /**
     * @param channels where to, each as often as it stands there; names that begin with @ are users'
     * @param pace how many milliseconds it waits between two at most
     */
    Publisher(int number, List<String> channels, List<Node> nodes, Ledger ledger, long seed, int pace) {
        this.number = number;
        this.channels = channels;
        this.paths = channels.stream().map(Publisher::path).toList();
        this.nodes = nodes;
        this.ledger = ledger;
        this.random = new Random(seed);
        this.pace = pace;
    }

    private static String path(String channel) {
        return channel.startsWith("@") ? "/users/" + channel.substring(1) + "/push" : "/channels/" + channel;
    }

    /** How many it has begun to publish. */
    long started() {
        return started;
    }

    /** It ends when what it publishes now is acknowledged. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped && !Thread.currentThread().isInterrupted()) {
            publish(new Stamp(number, started + 1));
            Patience.pause(Duration.ofMillis(random.nextInt(pace + 1)));
        }
    }

    private void publish(Stamp stamp) {
        started = stamp.number();
        int to = random.nextInt(channels.size());
        boolean repeated = false;
        while (!Thread.currentThread().isInterrupted()) {
            Node node = nodes.get(random.nextInt(nodes.size()));
            if (isPublished(node, paths.get(to), channels.get(to), stamp, repeated)) {
                return;
            }
            repeated = true;
            Patience.pause(Duration.ofMillis(20 + random.nextInt(MOST_PAUSE_MILLIS)));
        }
    }

    private boolean isPublished(Node node, String path, String channel, Stamp stamp, boolean repeated) {
        try {
            Web.Answer answer = Web.post(
                    node.http,
                    path,
                    Map.of("Idempotency-Key", stamp.toString(), "Content-Type", "text/plain"),
                    stamp.toString(),
                    ANSWER_MILLIS);
            if (answer.status() == 200) {
                Json said = answer.json();
                ledger.acknowledged(channel, new Place(said.of("epoch").text(), said.number("offset")), stamp);
                if (repeated) {
                    ledger.figures.count("publishes acknowledged at a second try or later");
                }
                return true;
            }
            if (answer.status() >= 400 && answer.status() < 500 && answer.status() != 429) {
                ledger.violations.add("L10", path + " " + stamp + " was refused by " + node.name + ": " + answer);
            }
            ledger.figures.count("publishes tried again after: status " + answer.status());
        } catch (IOException unsure) {
            ledger.figures.count(
                    "publishes tried again after: " + unsure.getClass().getSimpleName());
        }
        return false;
    }
}
