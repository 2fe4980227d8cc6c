package io.pushcore.peer;

import java.util.concurrent.CompletionStage;

/**
 * The least that a messaging engine does, so that {@link WiredCarrier} makes a carrier of it: it takes frames of bytes to one node or to
 * all of a cluster, and may lose, repeat and reorder them. No call blocks.
 */
public interface Wire {
    /** The short name of the engine, such as {@code redis}. */
    String name();

    /** The largest frame in bytes; at least 2,048. */
    int largestFrame();

    /**
     * Starts to listen to what is sent to {@code context.node()} and to all. Completes when both are listened to; fails with
     * {@code BAD_OPTION} where the engine refuses what the wire was built with.
     */
    CompletionStage<Void> open(CarrierContext context, Reception reception);

    /**
     * Sends a frame to one node, or to all if {@code node} is empty; a frame to the own node comes back too, and one to all may. Completes
     * when the engine took the frame or never will: until then its bytes count as on their way. Called one frame after the other.
     */
    CompletionStage<Void> send(String node, byte[] frame);

    /** Ends; when it completes no further call of the reception begins. */
    CompletionStage<Void> close();

    /** Where frames arrive. Its calls come one after the other, return soon and throw nothing. */
    interface Reception {
        /** A frame arrived, whoever sent it; the array is the reception's from now on. */
        void frame(byte[] frame);

        /** The engine was away, or dropped frames: some may be missing. */
        void missed();
    }
}
