package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.Start;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What nodes ask of each other and who answers it, and the log of orders, by which also those hear of one whom no hint reaches. Usable from any
 * thread.
 */
final class Orders {
    /** Of the broker's own names, so that no client writes or reads it. */
    static final String CHANNEL = "$control";
    /** What an order carries beside the largest payload. */
    private static final int AROUND = 64 << 10;

    private final Engine engine;
    private final Map<String, Function<byte[], CompletionStage<List<byte[]>>>> answers = new ConcurrentHashMap<>();

    Orders(Engine engine) {
        this.engine = engine;
    }

    /** Kept as other channels are, for as long as a node may be behind; where nodes share no storage, told and not kept. */
    static ChannelRules rules(ChannelRules ofOthers, int maxPayloadBytes, boolean shared) {
        ChannelRules own = shared ? ChannelRules.keep(10_000).forAtMost(Duration.ofHours(1)) : ChannelRules.live();
        own = own.maxPayload(maxPayloadBytes + AROUND);
        return shared ? ofOthers.durability().map(own::durability).orElse(own) : own;
    }

    /** From now on questions and orders of a name are answered so. */
    void on(String name, Function<byte[], CompletionStage<List<byte[]>>> answer) {
        answers.put(name, answer);
    }

    CompletionStage<List<byte[]>> answer(String name, byte[] body) {
        Function<byte[], CompletionStage<List<byte[]>>> answer = answers.get(name);
        if (answer == null) {
            // of a newer node
            return CompletableFuture.completedFuture(List.of());
        }
        try {
            return answer.apply(body);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    CompletionStage<Void> publish(byte[] order) {
        return new LocalChannel(engine, CHANNEL)
                .publish(Publication.of(Payload.of(order)))
                .thenApply(published -> null);
    }

    /** From now on hears what others order. */
    void hear(Consumer<byte[]> ordered) {
        new LocalChannel(engine, CHANNEL)
                .subscribe(
                        Start.now(),
                        (Message message) -> ordered.accept(message.payload().bytes()));
    }
}
