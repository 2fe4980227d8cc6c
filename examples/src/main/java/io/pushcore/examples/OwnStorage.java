package io.pushcore.examples;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Shelf;
import io.pushcore.storage.ShelvedLog;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A storage backend of one's own: a place for messages; {@link ShelvedLog} brings the rules. Passes the whole TCK for logs. */
public final class OwnStorage implements StorageBackend {
    private final ShelvedLog log = new ShelvedLog(Durability.MEMORY, channel -> new OwnShelf());

    @Override
    public String name() {
        return "own";
    }

    @Override
    public Capabilities capabilities() {
        boolean timeSeek = true;
        boolean shared = false;
        int largestMessageBytes = 8 << 20;
        return new Capabilities(Durability.MEMORY, timeSeek, shared, largestMessageBytes, Duration.ZERO);
    }

    @Override
    public CompletionStage<Void> open(StorageContext context) {
        return log.open(context);
    }

    @Override
    public CompletionStage<Void> close() {
        return log.close();
    }

    @Override
    public ChannelLog channelLog() {
        return log;
    }

    /** The messages of one channel. What would be a file or a table elsewhere is a map here. */
    private static final class OwnShelf implements Shelf {
        private final Map<Long, Message> messages = new HashMap<>();

        @Override
        public void put(Message message) {
            messages.put(message.offset(), message);
        }

        @Override
        public Message get(long offset) {
            Message message = messages.get(offset);
            if (message == null) {
                throw new IllegalStateException("no message has offset " + offset);
            }
            return message;
        }

        @Override
        public void drop(long offset) {
            messages.remove(offset);
        }
    }
}
