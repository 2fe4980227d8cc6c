package io.pushcore.netty.xiucall;

import io.pushcore.Broker;
import io.pushcore.Inbox;
import io.pushcore.Names;
import io.pushcore.ReadStates;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The queue of a client: the inbox of a user, and 15 devices beside it. A name, as an inbox is. */
final class XiucallQueue {
    /** Those who read a queue, each for itself; the first is at the connector. */
    static final int CONSUMERS = 16;

    private static final int MOST_OFFSETS = 100_000;

    private final Broker broker;
    private final String id;

    XiucallQueue(Broker broker, String id) {
        this.broker = broker;
        this.id = Names.user(id);
    }

    Inbox inbox() {
        return broker.inbox(id);
    }

    Inbox inbox(int consumer) {
        return consumer == 0 ? inbox() : broker.inbox(id, "xiucall-" + consumer);
    }

    String log() {
        return "@" + id;
    }

    /** Makes it where it is not there. */
    CompletableFuture<Void> create() {
        return inbox().exists()
                .thenCompose(exists -> exists
                        ? CompletableFuture.completedFuture(null)
                        : inbox().pending(0).thenApply(opened -> null));
    }

    /** Those who have committed messages of its log, a bit for each, told by the offset; the range is that of a page. */
    CompletableFuture<Bits> acked(long first, long last) {
        List<CompletableFuture<ReadStates>> all = IntStream.range(0, CONSUMERS)
                .mapToObj(consumer -> inbox(consumer).acknowledged(first, Math.min(last, first + MOST_OFFSETS - 1)))
                .toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenApply(done ->
                        new Bits(all.stream().map(CompletableFuture::join).toList()));
    }

    /** @param states of each consumer */
    record Bits(List<ReadStates> states) {
        int of(long offset) {
            int bits = 0;
            for (int consumer = 0; consumer < states.size(); consumer++) {
                ReadStates known = states.get(consumer);
                bits |= offset <= known.last() && known.isRead(offset) ? 1 << consumer : 0;
            }
            return bits;
        }
    }
}
