package io.pushcore.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** {@link Sink}s on one lane: all that a message costs on its way to connections but the network. */
final class SinkTransport implements Listener, Lane {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread lane = new Thread(work, "sink-lane");
        lane.setDaemon(true);
        return lane;
    });
    private final CompletableFuture<Gateway> opened = new CompletableFuture<>();
    private volatile @Nullable Thread lane;

    /** Opens a connection that subscribes to a channel; {@code rounds} hears of that and of each round it received. */
    void connect(String channel, Rounds rounds, long round) {
        execute(() -> opened.join()
                .connect(new Sink(this, rounds, round), new SinkDialect(rounds))
                .received(ByteBuffer.wrap(channel.getBytes(UTF_8))));
    }

    @Override
    public void execute(Runnable work) {
        thread.execute(() -> {
            lane = Thread.currentThread();
            work.run();
        });
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == lane;
    }

    @Override
    public String name() {
        return "sink";
    }

    @Override
    public int port() {
        return -1;
    }

    @Override
    public CompletionStage<Void> start(Gateway gateway) {
        opened.complete(gateway);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stopAccepting() {}

    @Override
    public CompletionStage<Void> close() {
        thread.shutdown();
        return CompletableFuture.completedFuture(null);
    }
}
