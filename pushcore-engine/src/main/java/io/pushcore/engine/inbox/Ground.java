package io.pushcore.engine.inbox;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Time;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What inboxes stand on: the engine around them. Every call of the storage is answered, if only with a failure. Usable from any thread. */
public interface Ground {
    /** The name of the broker, unique for each start. */
    String node();

    Time time();

    Executor executor();

    /** See {@link io.pushcore.storage.ChannelLog#read}. */
    CompletionStage<ReadResult> read(Read read);

    /** See {@link io.pushcore.storage.ChannelLog#heads}. */
    CompletionStage<List<Head>> heads(List<String> channels);

    InboxStore store();

    /** Whether other nodes may use the storage at the same time. */
    boolean isShared();

    /**
     * Opens an inbox for this node, see {@link InboxStore#open}.
     *
     * @param tooLate gets what the storage answers after the call has failed; on any thread
     */
    CompletionStage<OpenedInbox> open(InboxId id, Consumer<OpenedInbox> tooLate);

    /** The messages of a channel after a position, at most so many, if they are at hand; null if the log must be asked. */
    @Nullable
    List<Message> atHand(String channel, Position after, int most);

    /** So many random bits as text, 5 bits a character. */
    String randomText(int characters);

    /** An answer as the application gets it: its failures have numbers. */
    <T> CompletableFuture<T> answer(CompletionStage<T> stage);

    /** Opens an inbox for a session in the process, which begins with it and ends with it. */
    CompletableFuture<OpenInbox> enter(InboxId id, Supplier<CompletableFuture<OpenInbox>> open);

    /** A channel is about to be read, wherever it is written. */
    void want(String channel);

    /** What a user follows has changed: other nodes may have the user's inboxes open. */
    void followsChanged(String owner);

    /**
     * An inbox was opened here: other nodes that may have it open are to hear of that, whatever becomes of the hint.
     *
     * @param heldBy whose it was by the storage; this one, where an opening of before had failed and was carried out
     */
    void tookOver(Optional<String> heldBy, InboxId inbox, long fence);

    /** Whether another node lives, as far as its lease tells. */
    CompletionStage<Boolean> lives(String node);

    /** Asks another node; no items where it does not answer. */
    CompletableFuture<List<byte[]>> ask(String node, String question, byte[] body);

    /** From now on questions of that name which other nodes ask are answered so. */
    void onAsked(String question, Function<byte[], CompletionStage<List<byte[]>>> answer);

    /** A line for the operator. */
    void warn(String cause, String sentence);
}
