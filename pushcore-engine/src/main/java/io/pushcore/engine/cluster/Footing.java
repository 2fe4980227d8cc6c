package io.pushcore.engine.cluster;

import io.pushcore.Message;
import io.pushcore.Node;
import io.pushcore.Position;
import io.pushcore.Time;
import io.pushcore.storage.Changes;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What a node's part in the cluster stands on: the engine around it. Every call of the storage is answered, if only with a failure. Usable from any thread. */
public interface Footing {
    /** The name of the broker, unique for each start. */
    String node();

    Time time();

    /** Runs one thing after the other; what a node keeps of others is touched there. */
    Executor turn();

    /** Whether other nodes may use the storage at the same time. */
    boolean isShared();

    /** See {@link io.pushcore.storage.ChannelLog#tokenOfNow}. */
    CompletionStage<String> tokenOfNow();

    /** See {@link io.pushcore.storage.ChannelLog#changedSince}. */
    CompletionStage<Changes> changedSince(String token, int limit);

    /** Whether somebody here reads a channel, or all channels of a pattern. */
    boolean isRead(String channelOrPattern);

    /** Another node says that it appended these, one after the other. */
    void appended(String channel, List<Message> messages);

    /** Another node says that the log of a channel reaches so far. */
    void hinted(String channel, Position head);

    /** The storage says so. */
    void moved(String channel, Position head);

    /** Something has happened to a channel that only the storage knows. */
    void look(String channel);

    /** Anything may have happened to what is read here. */
    void lookAtAll();

    /** Another node says that these were published on a channel without a log. */
    void live(String channel, List<Message> messages);

    /** Another node says that a session came to a channel or left it. */
    void presenceChanged(String channel, byte[] who, boolean joined);

    /** What a user follows was changed elsewhere, perhaps. */
    void followsChanged(String owner);

    /** Another node has left word in the storage, perhaps. */
    void lookForNotes();

    /** What this node shows others of itself. */
    Node status();

    /**
     * Answers a question of another node; mostly soon.
     *
     * @param question its name; one that is not known has no answer
     */
    CompletionStage<List<byte[]>> answer(String question, byte[] body);

    /** Writes to the log of what every node is to do; completes when it stands there. */
    CompletionStage<Void> publishOrder(byte[] order);

    /** A line for the operator. */
    void warn(String cause, String sentence);
}
