package io.pushcore.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the whole log of each channel at each node, and holds against it what was acknowledged and who read how far. */
final class LogCheck {
    private static final int ANSWER_MILLIS = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Node> nodes;
    private final Ledger ledger;
    private final Map<Integer, Publisher> publishers;

    LogCheck(List<Node> nodes, Ledger ledger, Map<Integer, Publisher> publishers) {
        this.nodes = nodes;
        this.ledger = ledger;
        this.publishers = publishers;
    }

    /** Whether all readers have come to the end. */
    void readersArrive(List<Reader> readers) {
        for (Reader reader : readers) {
            for (Course course : reader.courses.values()) {
                LogBook book = ledger.book(course.channel);
                if (!Patience.until(PATIENCE, () -> course.offset() >= book.acknowledged())) {
                    ledger.violations.add(
                            "C2",
                            reader.name + " stands in " + course.channel + " at " + course.offset() + ", and "
                                    + book.acknowledged() + " was acknowledged " + PATIENCE.toSeconds() + " s ago");
                }
            }
        }
    }

    void read(List<String> channels) {
        for (String channel : channels) {
            for (Node node : nodes) {
                try {
                    check(node, channel, history(node, channel));
                } catch (IOException failure) {
                    ledger.violations.add(
                            "L1", "the history of " + channel + " at " + node.name + " cannot be read: " + failure);
                }
            }
        }
    }

    private List<Stamp> history(Node node, String channel) throws IOException {
        List<Stamp> all = new ArrayList<>();
        String since = "0";
        while (true) {
            Web.Answer answer =
                    Web.get(node.http, "/channels/" + channel + "/history?limit=10000&since=" + since, ANSWER_MILLIS);
            if (answer.status() != 200) {
                throw new IOException(answer.toString());
            }
            Json page = answer.json();
            if (page.has("gap")) {
                ledger.violations.add("L7", node.name + " says that some of " + channel + " is not kept: " + answer);
            }
            for (Json message : page.of("messages").elements()) {
                if (message.number("offset") != all.size() + 1) {
                    ledger.violations.add(
                            "L1",
                            "the history of " + channel + " at " + node.name + " has " + message.number("offset")
                                    + " after " + all.size());
                }
                all.add(Stamp.parse(message.of("data").text()));
            }
            since = page.of("next").text();
            if (page.of("messages").elements().isEmpty() || all.size() >= page.number("offset")) {
                return all;
            }
        }
    }

    private void check(Node node, String channel, List<Stamp> history) {
        LogBook book = ledger.book(channel);
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < history.size(); i++) {
            Stamp stamp = history.get(i);
            if (!seen.add(stamp.bits())) {
                ledger.violations.add("L10", channel + " has " + stamp + " twice, now at " + (i + 1));
            }
            Publisher publisher = publishers.get(stamp.publisher());
            if (publisher == null || stamp.number() > publisher.started()) {
                ledger.violations.add("L1", channel + " has " + stamp + ", which nobody published");
            }
            LogBook.Entry told = book.entry(i + 1);
            if (told.isThere() && !told.stamp().equals(stamp)) {
                lost(node, channel, i + 1, told, stamp.toString());
            }
        }
        for (long offset = history.size() + 1L; offset <= book.highest(); offset++) {
            lost(node, channel, offset, book.entry(offset), "nothing");
        }
    }

    private void lost(Node node, String channel, long offset, LogBook.Entry told, String found) {
        if (!told.isThere()) {
            return;
        }
        if (told.acknowledgedAt() != 0) {
            ledger.figures
                    .row(ledger.phases.at(told.acknowledgedAt()).fault())
                    .lost
                    .increment();
        }
        ledger.violations.add(
                "L4", channel + " " + offset + " was " + told.stamp() + ", and " + node.name + " has " + found);
    }
}
