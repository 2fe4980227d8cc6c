package io.pushcore.chaos;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A user with an inbox: opened at one node, then at another while it is open, acknowledged more or less. It has a thread of its own. */
final class User implements Runnable {
    private static final int ANSWER_MILLIS = 4_000;
    private static final int MOST_SECONDS = 12;
    /** Beyond it nothing more is to be expected. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(90);

    final String name;
    private final List<String> feeds;
    private final List<Node> nodes;
    private final Ledger ledger;
    private final InboxBook book;
    private final Random random;
    private @Nullable InboxStream before;
    private String lastEvent = "";
    private Node lastNode;
    private volatile boolean finishing;

    User(String name, List<String> feeds, List<Node> nodes, Ledger ledger, long seed) {
        this.name = name;
        this.feeds = feeds;
        this.nodes = nodes;
        this.ledger = ledger;
        this.book = new InboxBook(name, ledger);
        this.random = new Random(seed);
        this.lastNode = nodes.get(0);
    }

    /** All has been published: it ends when all was shown. */
    void finish() {
        finishing = true;
    }

    @Override
    public void run() {
        long deadline = Long.MAX_VALUE;
        while (!Thread.currentThread().isInterrupted()) {
            if (finishing && deadline == Long.MAX_VALUE) {
                deadline = System.nanoTime() + LAST_LOOK.toNanos();
            }
            try {
                if (live(deadline)) {
                    isEmptyEverywhere();
                    return;
                }
            } catch (IOException ended) {
                ledger.figures.count("inboxes opened again after: "
                        + String.valueOf(ended.getMessage()).replaceAll("[0-9]{4,}", "N"));
            } catch (RuntimeException broken) {
                ledger.violations.add("wire", name + " cannot read: " + broken);
            }
            if (finishing && System.nanoTime() > deadline) {
                Set<String> missing = book.missing();
                book.violation(
                        "I7",
                        "was not shown " + missing.size() + ": "
                                + missing.stream().sorted().limit(10).collect(Collectors.joining(", ")));
                return;
            }
            Patience.pause(Duration.ofMillis(random.nextInt(300)));
        }
    }

    /** One session or a part of it; whether all was shown that has to be. */
    private boolean live(long deadline) throws IOException {
        if (!finishing && random.nextInt(3) == 0) {
            follow();
        }
        boolean comesBack = !lastEvent.isEmpty() && !finishing && random.nextInt(4) == 0;
        if (comesBack) {
            leave();
        }
        Node node = comesBack ? lastNode : nodes.get(random.nextInt(nodes.size()));
        InboxStream stream = InboxStream.open(node, name, comesBack ? lastEvent : "");
        ledger.figures.count("inboxes opened");
        if (comesBack) {
            book.cameBack();
        } else {
            book.opened();
            tooLate(stream);
            leave();
        }
        // it stays open until the next one is
        before = stream;
        lastNode = node;
        return finishing ? readAll(stream, deadline) : read(stream);
    }

    private void leave() {
        InboxStream old = before;
        before = null;
        if (old != null) {
            old.close();
        }
    }

    private boolean read(InboxStream stream) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1 + random.nextInt(MOST_SECONDS));
        int shown = 0;
        while (System.nanoTime() < end && !finishing) {
            if (took(stream.next()) && (++shown % 20 == 0 || random.nextInt(10) == 0)) {
                acknowledgeMaybe(stream);
            }
        }
        return false;
    }

    /** Until nothing more comes. */
    private boolean readAll(InboxStream stream, long deadline) throws IOException {
        int shown = 0;
        while (System.nanoTime() < deadline) {
            try {
                if (took(stream.next()) && ++shown % 100 == 0) {
                    acknowledge(stream, book.last(), !book.isUpToDate());
                }
            } catch (SocketTimeoutException silent) {
                if (!book.missing().isEmpty()) {
                    throw silent;
                }
                if (book.last() > 0) {
                    acknowledge(stream, book.last(), false);
                }
                return true;
            }
        }
        return false;
    }

    /** Whether it is a message. */
    private boolean took(Events.Event event) throws IOException {
        switch (event.type()) {
            case "message" -> takes(event);
            case "gap" -> {
                Json said = Json.parse(event.text());
                book.gap(said.of("channel").text(), place(said, "from"), place(said, "to"));
            }
            case "end" ->
                throw new IOException("end " + Json.parse(event.text()).number("code"));
            default -> ledger.figures.count("inbox events of type " + event.type());
        }
        return event.type().equals("message");
    }

    private static Place place(Json said, String end) {
        return Place.parse(said.of("gap").of(end).text());
    }

    private void takes(Events.Event event) throws IOException {
        Json said = Json.parse(event.text());
        lastEvent = event.id();
        book.takes(
                said.number("seq"),
                said.of("channel").text(),
                Place.parse(said.of("position").text()),
                Stamp.parse(said.of("data").text()));
    }

    private void acknowledgeMaybe(InboxStream stream) throws IOException {
        int chance = random.nextInt(100);
        boolean only = !book.isUpToDate();
        if (chance < 80) {
            acknowledge(stream, book.last(), only);
        } else if (chance < 90) {
            // nobody hears whether it counted
            book.mayBeAcknowledged(book.last(), only);
            Web.postAndLeave(stream.node.http, path("ack"), Map.of(), words(stream.session, book.last(), only));
        }
    }

    private void acknowledge(InboxStream stream, long number, boolean only) {
        try {
            Web.Answer answer = Web.post(
                    stream.node.http, path("ack"), Map.of(), words(stream.session, number, only), ANSWER_MILLIS);
            ledger.figures.count("acknowledgements answered " + answer.status());
            if (answer.status() < 400 || answer.status() >= 500) {
                book.mayBeAcknowledged(number, only);
            }
        } catch (IOException unsure) {
            book.mayBeAcknowledged(number, only);
        }
    }

    /** C3: a session that was taken over acknowledges; what it names is to be shown again all the same. */
    private void tooLate(InboxStream now) {
        InboxStream old = before;
        long number = book.highestUnacknowledged();
        if (old == null || number == 0 || old.session.equals(now.session)) {
            return;
        }
        Node at = random.nextInt(4) == 0 ? now.node : old.node;
        try {
            Web.Answer answer =
                    Web.post(at.http, path("ack"), Map.of(), words(old.session, number, false), ANSWER_MILLIS);
            ledger.figures.count("acknowledgements of a session taken over answered " + answer.status());
        } catch (IOException notThere) {
            ledger.figures.count("acknowledgements of a session taken over not answered");
        }
    }

    private void follow() throws IOException {
        String feed = feeds.get(random.nextInt(feeds.size()));
        if (book.isFollowing(feed)) {
            return;
        }
        for (boolean sure = true; !Thread.currentThread().isInterrupted(); sure = false) {
            Node node = nodes.get(random.nextInt(nodes.size()));
            try {
                Web.Answer answer =
                        Web.post(node.http, path("follow"), Map.of(), "{\"channel\":\"" + feed + "\"}", ANSWER_MILLIS);
                if (answer.status() == 200) {
                    book.follows(feed, Place.parse(answer.json().of("from").text()), sure);
                    return;
                }
            } catch (IOException unsure) {
                // again, at another node
            }
            Patience.pause(Duration.ofMillis(200));
        }
    }

    /** What was acknowledged at one node is pending at none. */
    private void isEmptyEverywhere() {
        for (Node node : nodes) {
            boolean empty = Patience.until(Duration.ofSeconds(15), () -> {
                try {
                    Web.Answer answer = Web.get(node.http, path("pending"), ANSWER_MILLIS);
                    return answer.status() == 200 && answer.json().number("count") == 0;
                } catch (IOException notYet) {
                    return false;
                }
            });
            if (!empty) {
                book.violation("I3", "has acknowledged all, and " + node.name + " says that some is pending");
            }
        }
    }

    private String path(String call) {
        return "/inbox/" + call + "?user=" + name;
    }

    private static String words(String session, long number, boolean only) {
        return "{\"session\":\"" + session + "\",\"seq\":" + number + (only ? ",\"only\":true" : "") + "}";
    }
}
