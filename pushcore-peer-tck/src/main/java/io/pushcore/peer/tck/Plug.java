package io.pushcore.peer.tck;

import io.pushcore.peer.CarrierContext;
import io.pushcore.peer.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The wire of one node of {@link LossyCarriers}, whose lock guards what changes. */
final class Plug implements Wire {
    final String cluster;
    boolean connected = true;
    boolean frozen;
    final List<LossyCarriers.Held> heard = new ArrayList<>();
    final List<LossyCarriers.Held> said = new ArrayList<>();
    private final LossyCarriers carriers;
    private final int largestFrame;
    private volatile String node = "";
    private volatile @Nullable Reception reception;

    Plug(LossyCarriers carriers, String cluster, int largestFrame) {
        this.carriers = carriers;
        this.cluster = cluster;
        this.largestFrame = largestFrame;
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public int largestFrame() {
        return largestFrame;
    }

    @Override
    public CompletionStage<Void> open(CarrierContext context, Reception to) {
        node = context.node();
        reception = to;
        carriers.plugIn(node, this);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> send(String to, byte[] frame) {
        carriers.send(node, to, frame);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> close() {
        reception = null;
        carriers.plugOut(node, this);
        return CompletableFuture.completedFuture(null);
    }

    void receive(byte[] frame) {
        Reception to = reception;
        if (to != null) {
            to.frame(frame);
        }
    }

    void missed() {
        Reception to = reception;
        if (to != null) {
            to.missed();
        }
    }
}
