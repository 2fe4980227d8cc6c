package io.pushcore.peer;

import io.pushcore.Peers;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Carries hints between nodes; may lose, repeat and reorder everything. The log is the truth, so that a dead carrier costs
 * time, never a message. No call blocks; all but {@link #open} may come from any thread.
 */
public interface Carrier extends Peers {
    /**
     * Starts to listen; what arrives goes to {@code inbound}, on any thread, and never to the node it came from. Completes when the
     * carrier was reached; fails with {@code BAD_OPTION} where it refuses what it was built with, such as a password.
     */
    CompletionStage<Void> open(CarrierContext context, Inbound inbound);

    /**
     * Says whether this node wants hints for a channel or a pattern. Completes when every node that is known now knows of it, or after a
     * second: hints of what was appended before that may be missing.
     */
    CompletionStage<Void> interest(String channelOrPattern, boolean on);

    /** Whether another node wants hints for a channel, as far as is known; asked for every batch, so it takes no time. */
    boolean isWanted(String channel);

    /** Tells interested nodes that a channel has moved; {@code hint} is opaque, at most {@link #largestHint()} bytes. */
    void hint(String channel, byte[] hint);

    /** The largest hint or control in bytes; at least 1,024. */
    int largestHint();

    /** Sends bytes to one node, or to all others if {@code node} is empty; at most {@link #largestHint()} bytes. */
    void control(String node, byte[] bytes);

    /** The other nodes that are there now, as far as the carrier knows, in the order of their names. */
    List<String> members();

    /** Completes when a message of the carrier's own came round; fails where none did within 2 s. */
    CompletionStage<Void> probe();

    /** Says goodbye to the other nodes, and ends; completes also where the carrier is dead. */
    CompletionStage<Void> close();

    /** What comes from other nodes. Its calls return soon and throw nothing. */
    interface Inbound {
        /** A channel has moved; of one node and channel mostly in the order in which they were given. */
        void hint(String node, String channel, byte[] hint);

        void control(String node, byte[] bytes);

        /** A node is there that was not, or is there no more. */
        void membersChanged();

        /** The carrier may have missed something: look at the storage. */
        void missed();

        /** Something came that is no node's of this cluster, or cannot be read; it was dropped. */
        void dropped(Drop why);
    }

    /** Why something that came was dropped. */
    enum Drop {
        /** It is not sealed with the key of this cluster. */
        FORGED,
        /** It is of a version that this node does not know. */
        OTHER_VERSION,
        /** It breaks off, or is longer than it may be. */
        GARBLED
    }
}
