package io.pushcore.socketio;

import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One client of one namespace, from its connecting to its end. Usable from any thread. */
public interface SocketIoClient {
    /** Its name, as the client has it too; gives no right to anything. After a recovery it is the one from before. */
    String id();

    String namespace();

    /** Who it is, by its credentials. */
    Identity identity();

    /** What it said when it connected, in JSON: {@code auth} of today's clients, {@code null} of older ones. */
    Payload auth();

    String remoteAddress();

    /** Whether it goes on where a connection was cut: it has its channels, and lost nothing. */
    boolean isRecovered();

    boolean isConnected();

    /**
     * Sends an event; JSON arrives as a value, text as a string, binary as bytes. Completes when the socket took it. Where too much waits for a
     * client that does not read, it is disconnected, and this fails with {@link io.pushcore.ErrorCode#BUSY}.
     */
    CompletableFuture<Void> emit(String event, Payload... args);

    default CompletableFuture<Void> emit(String event, String text) {
        return emit(event, Payload.of(text));
    }

    /** Sends an event that the client is to answer; fails with {@link io.pushcore.ErrorCode#TIMEOUT} if it does not. */
    CompletableFuture<List<Payload>> ask(String event, Duration within, Payload... args);

    /**
     * Lets it have what is published to a channel from now on: each message as an event, see {@link #publish}. Gives the position it begins at.
     * The broker's authorizer is asked as for any subscription.
     */
    CompletableFuture<Position> join(String channel);

    /** The opposite; says whether it had joined. */
    CompletableFuture<Boolean> leave(String channel);

    /** The channels it has joined. */
    Set<String> channels();

    /**
     * Publishes to a channel as the client's user: whoever has joined it, here or elsewhere, gets the event. What others publish
     * there, who name no event, arrives as {@code message}.
     */
    CompletableFuture<Published> publish(String channel, String event, Payload payload) throws PushCoreException;

    default CompletableFuture<Published> publish(String channel, String event, String text) {
        return publish(channel, event, Payload.of(text));
    }

    /** Ends it; the client does not come back by itself. */
    void disconnect();
}
