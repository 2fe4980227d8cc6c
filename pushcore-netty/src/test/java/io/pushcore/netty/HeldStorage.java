package io.pushcore.netty;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Shelf;
import io.pushcore.storage.ShelvedLog;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Storage that takes no message until it is let go. */
final class HeldStorage implements StorageBackend {
    private final CountDownLatch held = new CountDownLatch(1);
    private final ShelvedLog log = new ShelvedLog(Durability.MEMORY, channel -> new HeldShelf());

    void letGo() {
        held.countDown();
    }

    @Override
    public String name() {
        return "held";
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
        letGo();
        return log.close();
    }

    private final class HeldShelf implements Shelf {
        private final Map<Long, Message> messages = new ConcurrentHashMap<>();

        @Override
        public void put(Message message) {
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            messages.put(message.offset(), message);
        }

        @Override
        public Message get(long offset) {
            return messages.get(offset);
        }

        @Override
        public void drop(long offset) {
            messages.remove(offset);
        }
    }
}
