package io.pushcore.jdbc.peer;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connection that notifies, and its thread. All that waits goes in one statement: a transaction that notifies takes a lock of the
 * whole server when it commits.
 */
final class Notifier {
    /** 200 frames are 1.6 MB of text. */
    private static final int FRAMES = 200;

    private static final int TIMEOUT_MILLIS = 2_000;

    private final Source source;
    private final LinkedBlockingDeque<Outgoing> waiting = new LinkedBlockingDeque<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean ending;
    private volatile @Nullable Connection connected;

    Notifier(Source source, String node) {
        this.source = source;
        this.thread = new Thread(this::run, "pushcore-notify-" + node);
        thread.setDaemon(true);
    }

    /** Completes when it is connected; fails where the first connection fails, and then it ends. */
    CompletableFuture<Void> start() {
        thread.start();
        return started;
    }

    CompletionStage<Void> send(String subject, byte[] frame) {
        String text = Base64.getEncoder().withoutPadding().encodeToString(frame);
        Outgoing outgoing = new Outgoing(subject, text, new CompletableFuture<>());
        waiting.add(outgoing);
        if (ending) {
            loseAll();
        }
        return outgoing.sent;
    }

    CompletableFuture<Void> end() {
        ending = true;
        waiting.addFirst(Outgoing.NONE);
        Connections.abort(connected);
        return ended;
    }

    private void run() {
        try {
            while (!ending) {
                notifyOnce();
                loseAll();
            }
        } finally {
            loseAll();
            ended.complete(null);
        }
    }

    /** With one connection, as long as it holds. */
    private void notifyOnce() {
        List<Outgoing> batch = new ArrayList<>();
        try {
            if (started.isDone()) {
                // not before there is something to send
                batch.add(waiting.take());
            }
            try (Connection connection = source.connect()) {
                connected = connection;
                connection.setAutoCommit(true);
                connection.setNetworkTimeout(Runnable::run, TIMEOUT_MILLIS);
                started.complete(null);
                while (!ending) {
                    if (batch.isEmpty()) {
                        batch.add(waiting.take());
                    }
                    waiting.drainTo(batch, FRAMES - 1);
                    notify(connection, batch);
                    batch.forEach(one -> one.sent.complete(null));
                    batch.clear();
                }
            }
        } catch (SQLException lost) {
            ending |= started.completeExceptionally(lost);
        } catch (InterruptedException unexpected) {
            ending = true;
        } finally {
            connected = null;
            batch.forEach(one -> one.sent.complete(null));
        }
    }

    private static void notify(Connection connection, List<Outgoing> batch) throws SQLException {
        Object[] subjects = batch.stream()
                .map(Outgoing::subject)
                .filter(one -> !one.isEmpty())
                .toArray();
        Object[] texts = batch.stream()
                .filter(one -> !one.subject.isEmpty())
                .map(Outgoing::text)
                .toArray();
        if (subjects.length == 0) {
            return;
        }
        Array first = connection.createArrayOf("text", subjects);
        Array second = connection.createArrayOf("text", texts);
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT count(pg_notify(subject, frame)) FROM unnest(?, ?) AS sent (subject, frame)")) {
            statement.setArray(1, first);
            statement.setArray(2, second);
            statement.execute();
        }
    }

    /** What cannot leave now is lost, as a carrier may lose it. */
    private void loseAll() {
        for (Outgoing next = waiting.poll(); next != null; next = waiting.poll()) {
            next.sent.complete(null);
        }
    }

    private record Outgoing(String subject, String text, CompletableFuture<Void> sent) {
        /** Wakes who waits for something to send. */
        static final Outgoing NONE = new Outgoing("", "", new CompletableFuture<>());
    }
}
