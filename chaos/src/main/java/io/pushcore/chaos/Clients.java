package io.pushcore.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Publishers, readers and users, each with a thread of its own. */
final class Clients {
    private static final int CHANNELS = 4;
    private static final int FEEDS = 6;
    private static final int USERS = 5;
    private static final int PUBLISHERS = 6;
    private static final int PACE_MILLIS = 20;
    /** Publishing into users' logs and feeds, a few a second. */
    private static final int SLOW_PUBLISHERS = 2;

    private static final int SLOW_PACE_MILLIS = 100;
    private static final Duration END = Duration.ofMinutes(2);

    final List<String> channels = names("chaos.", CHANNELS);
    final List<String> feeds = names("feed.", FEEDS);
    final Map<Integer, Publisher> publishers = new TreeMap<>();
    final List<Reader> readers = new ArrayList<>();
    private final List<User> users = new ArrayList<>();
    private final List<Thread> publishing = new ArrayList<>();
    private final List<Thread> using = new ArrayList<>();

    Clients(List<Node> nodes, Ledger ledger, Random random, int ofEachKind) {
        List<String> userNames = names("user", USERS);
        List<String> slow = new ArrayList<>(feeds);
        userNames.forEach(user -> slow.add("@" + user));
        for (int i = 1; i <= PUBLISHERS + SLOW_PUBLISHERS; i++) {
            boolean fast = i <= PUBLISHERS;
            publishers.put(
                    i,
                    new Publisher(
                            i,
                            fast ? channels : slow,
                            nodes,
                            ledger,
                            random.nextLong(),
                            fast ? PACE_MILLIS : SLOW_PACE_MILLIS));
        }
        for (String channel : channels) {
            readers.add(new EventReader("events of " + channel, channel, nodes, ledger, random.nextLong()));
        }
        for (int i = 0; i < ofEachKind; i++) {
            readers.add(new LineReader("line " + i, channels, nodes, ledger, random.nextLong()));
            readers.add(new CentrifugeReader("centrifuge " + i, channels, nodes, ledger, random.nextLong()));
        }
        userNames.forEach(user -> users.add(new User(user, feeds, nodes, ledger, random.nextLong())));
    }

    private static List<String> names(String prefix, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(prefix + i);
        }
        return List.copyOf(names);
    }

    /** Whose history anybody may read. */
    List<String> publicChannels() {
        List<String> all = new ArrayList<>(channels);
        all.addAll(feeds);
        return all;
    }

    void start() {
        readers.forEach(reader -> thread(reader.name, reader));
        users.forEach(user -> using.add(thread(user.name, user)));
        publishers.forEach((number, publisher) -> publishing.add(thread("publisher " + number, publisher)));
    }

    private static Thread thread(String name, Runnable client) {
        Thread thread = new Thread(client, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Lets all that is under way be acknowledged; false if some is not. */
    boolean stopPublishing() {
        publishers.values().forEach(Publisher::stop);
        return join(publishing);
    }

    /** Lets users be shown the rest. */
    boolean finishInboxes() {
        users.forEach(User::finish);
        return join(using);
    }

    void stopReading() {
        readers.forEach(Reader::stop);
    }

    private static boolean join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join(END.toMillis());
                if (thread.isAlive()) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
