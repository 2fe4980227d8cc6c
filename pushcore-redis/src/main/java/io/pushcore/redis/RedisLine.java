package io.pushcore.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One pair of connections to Redis, one for listening and one for sending. */
final class RedisLine {
    private final RedisClient client;
    private final ClientResources resources;
    private final boolean sharded;
    private final RedisAsyncCommands<String, byte[]> sender;
    private final StatefulRedisPubSubConnection<String, byte[]> listener;

    RedisLine(
            RedisClient client,
            ClientResources resources,
            boolean sharded,
            RedisAsyncCommands<String, byte[]> sender,
            StatefulRedisPubSubConnection<String, byte[]> listener) {
        this.client = client;
        this.resources = resources;
        this.sharded = sharded;
        this.sender = sender;
        this.listener = listener;
    }

    /** Listens to subjects; completes when Redis says so, which it says again each time that Lettuce connected anew. */
    CompletionStage<Void> listen(Ear ear, String... subjects) {
        listener.addListener(new Listening(ear, subjects.length));
        return sharded
                ? listener.async().ssubscribe(subjects)
                : listener.async().subscribe(subjects);
    }

    CompletionStage<Void> send(String subject, byte[] frame) {
        CompletionStage<Long> sent = sharded ? sender.spublish(subject, frame) : sender.publish(subject, frame);
        return sent.thenAccept(receivers -> {});
    }

    CompletionStage<Void> close() {
        return end(client, resources);
    }

    static CompletionStage<Void> end(RedisClient client, ClientResources resources) {
        return client.shutdownAsync(0, 500, TimeUnit.MILLISECONDS)
                .whenComplete((ended, failure) -> resources.shutdown(0, 500, TimeUnit.MILLISECONDS));
    }

    /** Who listens. */
    interface Ear {
        void frame(byte[] frame);

        /** It is listened anew, after the connection was lost. */
        void back();
    }

    private static final class Listening extends RedisPubSubAdapter<String, byte[]> {
        private final Ear ear;
        private final int subjects;
        private final AtomicBoolean before = new AtomicBoolean();

        Listening(Ear ear, int subjects) {
            this.ear = ear;
            this.subjects = subjects;
        }

        @Override
        public void message(String subject, byte[] frame) {
            ear.frame(frame);
        }

        @Override
        public void smessage(String subject, byte[] frame) {
            ear.frame(frame);
        }

        @Override
        public void subscribed(String subject, long count) {
            if (count == subjects && before.getAndSet(true)) {
                ear.back();
            }
        }

        @Override
        public void ssubscribed(String subject, long count) {
            subscribed(subject, count);
        }
    }
}
