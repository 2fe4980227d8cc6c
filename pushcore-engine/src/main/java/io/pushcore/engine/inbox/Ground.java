package io.pushcore.engine.inbox;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Time;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What inboxes stand on: the engine around them. Usable from any thread. */
public interface Ground {
    /** The name of the broker, unique for each start. */
    String node();

    Time time();

    Executor executor();

    ChannelLog log();

    InboxStore store();

    /** The messages of a channel after a position, at most so many, if they are at hand; null if the log must be asked. */
    @Nullable
    List<Message> atHand(String channel, Position after, int most);

    /** So many random bits as text, 5 bits a character. */
    String randomText(int characters);

    /** An answer as the application gets it: its failures have numbers. */
    <T> CompletableFuture<T> answer(CompletionStage<T> stage);

    /** Opens an inbox for a session in the process, which begins with it and ends with it. */
    CompletableFuture<OpenInbox> enter(InboxId id, Supplier<CompletableFuture<OpenInbox>> open);

    /** A line for the operator. */
    void warn(String cause, String sentence);
}
