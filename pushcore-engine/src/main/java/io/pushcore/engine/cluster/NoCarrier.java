package io.pushcore.engine.cluster;

import io.pushcore.peer.Carrier;
import io.pushcore.peer.CarrierContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where the storage is all that nodes have in common: nobody is told anything, and nobody tells. */
final class NoCarrier implements Carrier {
    static final NoCarrier NONE = new NoCarrier();

    private NoCarrier() {}

    @Override
    public String name() {
        return "";
    }

    @Override
    public CompletionStage<Void> open(CarrierContext context, Inbound inbound) {
        return done();
    }

    @Override
    public CompletionStage<Void> interest(String channelOrPattern, boolean on) {
        return done();
    }

    @Override
    public boolean isWanted(String channel) {
        return false;
    }

    @Override
    public void hint(String channel, byte[] hint) {
        // nobody wants it
    }

    @Override
    public int largestHint() {
        return 1_024;
    }

    @Override
    public void control(String node, byte[] bytes) {
        // nobody is there
    }

    @Override
    public List<String> members() {
        return List.of();
    }

    @Override
    public CompletionStage<Void> probe() {
        return done();
    }

    @Override
    public CompletionStage<Void> close() {
        return done();
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
