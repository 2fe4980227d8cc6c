package io.pushcore.storage.tck;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Shelf;
import io.pushcore.storage.ShelvedLog;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Maps of one life, which refuse what they are told to. */
final class TestShelves implements StorageFixture {
    private final Map<String, Map<Long, Message>> kept = new ConcurrentHashMap<>();
    volatile String refusedChannel = "";
    volatile @Nullable RuntimeException refusal;

    Map<Long, Message> messages(String channel) {
        return kept.computeIfAbsent(channel, name -> new ConcurrentHashMap<>());
    }

    void put(Message message) {
        RuntimeException failure = refusal;
        if (failure != null && (refusedChannel.isEmpty() || refusedChannel.equals(message.channel()))) {
            throw failure;
        }
        messages(message.channel()).put(message.offset(), message);
    }

    @Override
    public StorageBackend backend() {
        kept.clear();
        return new ShelvedStorage(this);
    }

    @Override
    public void crash(StorageBackend backend) {
        // what the test forgets is gone
    }

    @Override
    public Optional<Space> fill() {
        refusal = new StorageException(Fault.FULL, "no room on the shelf");
        return Optional.of(() -> refusal = null);
    }

    @Override
    public void wipe() {
        kept.clear();
    }

    /** One channel's part of the maps. */
    private record TestShelf(TestShelves shelves, String channel) implements Shelf {
        @Override
        public void put(Message message) {
            shelves.put(message);
        }

        @Override
        public Message get(long offset) {
            return shelves.messages(channel).get(offset);
        }

        @Override
        public void drop(long offset) {
            shelves.messages(channel).remove(offset);
        }
    }

    private static final class ShelvedStorage implements StorageBackend {
        private final ShelvedLog log;

        ShelvedStorage(TestShelves shelves) {
            log = new ShelvedLog(Durability.MEMORY, channel -> new TestShelf(shelves, channel));
        }

        @Override
        public String name() {
            return "shelved";
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(Durability.MEMORY, true, false, 8 << 20, Duration.ZERO);
        }

        @Override
        public CompletionStage<Void> open(StorageContext context) {
            return log.open(context);
        }

        @Override
        public ChannelLog channelLog() {
            return log;
        }

        @Override
        public CompletionStage<Void> close() {
            return log.close();
        }
    }
}
