package io.pushcore.peer;

import io.pushcore.Peers;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Carries hints between nodes; may lose, repeat and reorder everything. The log is the truth, so that a dead carrier costs
 * time, never a message. No call blocks.
 */
public interface Carrier extends Peers {
    /** Starts to listen; what arrives goes to {@code inbound}, on any thread. */
    CompletionStage<Void> open(String node, Inbound inbound);

    /** Says whether this node wants hints for a channel or a pattern. */
    void interest(String channelOrPattern, boolean on);

    /** Tells interested nodes that a channel has moved; {@code hint} is opaque, at most {@link #largestHint()} bytes. */
    void hint(String channel, byte[] hint);

    /** The largest hint in bytes. */
    int largestHint();

    /** Sends bytes to one node, or to all if {@code node} is empty. */
    void control(String node, byte[] bytes);

    /** The nodes that are there now, as far as the carrier knows. */
    CompletionStage<List<String>> members();

    /** Completes when a message of the carrier's own came round. */
    CompletionStage<Void> probe();

    CompletionStage<Void> close();

    /** What comes from other nodes. */
    interface Inbound {
        void interest(String node, String channelOrPattern, boolean on);

        void hint(String node, String channel, byte[] hint);

        void control(String node, byte[] bytes);

        /** The carrier may have missed something: look at the storage. */
        void missed();
    }
}
