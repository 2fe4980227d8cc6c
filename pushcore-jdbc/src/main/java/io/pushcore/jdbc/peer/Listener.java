package io.pushcore.jdbc.peer;

import io.pushcore.peer.CarrierContext;
import io.pushcore.peer.Wire;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The connection that listens, and its thread, for waiting for notifications blocks. A node hears what it sends to all, at least its
 * beats, so that silence means a dead connection, also one that looks alive.
 */
final class Listener {
    private static final int POLL_MILLIS = 500;
    private static final Duration DEAF = Duration.ofSeconds(6);
    private static final long AGAIN_MILLIS = 500;

    private final Source source;
    private final CarrierContext context;
    private final Wire.Reception reception;
    private final String all;
    private final String node;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Connection connected;

    Listener(Source source, CarrierContext context, Wire.Reception reception, String all, String node) {
        this.source = source;
        this.context = context;
        this.reception = reception;
        this.all = all;
        this.node = node;
        this.thread = new Thread(this::run, "pushcore-listen-" + context.node());
        thread.setDaemon(true);
    }

    /** Completes when it listens; fails where the first connection fails, and then it ends. */
    CompletableFuture<Void> start() {
        thread.start();
        return started;
    }

    CompletableFuture<Void> end() {
        ending.countDown();
        Connections.abort(connected);
        return ended;
    }

    private void run() {
        try {
            while (!isEnding()) {
                listenOnce();
                pause();
            }
        } finally {
            ended.complete(null);
        }
    }

    private void listenOnce() {
        try (Connection connection = source.connect()) {
            connected = connection;
            if (isEnding()) {
                return;
            }
            connection.setAutoCommit(true);
            PGConnection postgres = connection.unwrap(PGConnection.class);
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN \"" + all + "\"");
                statement.execute("LISTEN \"" + node + "\"");
            }
            if (!started.complete(null)) {
                reception.missed();
            }
            hear(postgres);
        } catch (SQLException lost) {
            if (started.completeExceptionally(lost)) {
                ending.countDown();
            }
        } finally {
            connected = null;
        }
    }

    private void hear(PGConnection postgres) throws SQLException {
        long heard = context.time().nanoTime();
        while (!isEnding() && context.time().nanoTime() - heard < DEAF.toNanos()) {
            PGNotification[] came = postgres.getNotifications(POLL_MILLIS);
            if (came != null && came.length > 0) {
                heard = context.time().nanoTime();
                deliver(came);
            }
        }
    }

    private void deliver(PGNotification[] came) {
        for (PGNotification one : came) {
            if (isEnding()) {
                return;
            }
            reception.frame(frame(one.getParameter()));
        }
    }

    /** What is no Base64 is no frame either, which the reception says. */
    private static byte[] frame(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException other) {
            return new byte[0];
        }
    }

    private boolean isEnding() {
        return ending.getCount() == 0;
    }

    private void pause() {
        try {
            ending.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException unexpected) {
            ending.countDown();
        }
    }
}
