package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A transport without sockets: a test connects, and reads what was written. All its connections share one lane. */
final class FakeListener implements Listener {
    private final FakeLane lane = new FakeLane();
    private final List<FakeConnection> connections = new CopyOnWriteArrayList<>();
    private volatile Gateway gateway;

    /** A connection that takes all that is written. */
    FakeConnection connect() {
        return connect(new FakeDialect());
    }

    FakeConnection connect(Dialect dialect) {
        return connect(dialect, "", null);
    }

    /** The next on the socket of one that has ended. */
    FakeConnection connectAfter(FakeConnection before) {
        before.hangUp();
        settle();
        return connect(new FakeDialect(), "", before);
    }

    /** One from another machine. */
    FakeConnection connectFrom(String address) {
        return connect(new FakeDialect(), address, null);
    }

    private FakeConnection connect(Dialect dialect, String address, FakeConnection before) {
        FakeConnection connection = new FakeConnection(lane, address, before);
        connections.add(connection);
        lane.run(() -> connection.open(gateway.connect(connection, dialect)));
        return connection;
    }

    /** Waits until the lane has done what it was given; the lane of a broker that has closed has done all. */
    void settle() {
        CountDownLatch done = new CountDownLatch(1);
        try {
            lane.thread.execute(done::countDown);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (RejectedExecutionException ended) {
            assertThat(lane.thread.isShutdown()).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<Void> start(Gateway opened) {
        gateway = opened;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stopAccepting() {}

    @Override
    public CompletionStage<Void> close() {
        lane.thread.shutdown();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public int port() {
        return -1;
    }

    /** One thread. */
    static final class FakeLane implements Lane {
        private volatile Thread own;
        private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            own = new Thread(work, "fake-lane");
            own.setDaemon(true);
            return own;
        });

        @Override
        public void execute(Runnable work) {
            try {
                thread.execute(work);
            } catch (RejectedExecutionException ended) {
                // as nothing runs on a lane that has ended
            }
        }

        @Override
        public boolean isCurrent() {
            return Thread.currentThread() == own;
        }

        /** Runs work on the lane and waits for its end. */
        void run(Runnable work) {
            try {
                CompletableFuture.runAsync(work, thread).get(20, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("lane failed", e);
            }
        }
    }
}
