package io.pushcore.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.MappingSocketAddressResolver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Where Redis is, at one or more places, and how it is connected to. */
record Redis(List<RedisURI> uris, boolean sharded, Duration connectWithin, UnaryOperator<HostAndPort> detour) {
    /** A frame that Redis did not take in this time is lost. */
    private static final Duration COMMAND = Duration.ofSeconds(2);

    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    /** Hosts and ports, without what is secret. */
    String shown() {
        return uris.stream()
                .map(uri -> uri.getHost() + ":" + uri.getPort())
                .collect(Collectors.joining(", ", "Redis at ", ""));
    }

    /** Connects twice, for listening and for sending; what was begun and failed is ended. May block. */
    CompletionStage<RedisLine> connect(RedisURI to) {
        ClientResources resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(20), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
                .socketAddressResolver(MappingSocketAddressResolver.create(detour))
                .build();
        RedisURI patient = RedisURI.builder(to).withTimeout(connectWithin).build();
        RedisClient client = RedisClient.create(resources, patient);
        client.setOptions(options());
        var sender = client.connectAsync(CODEC, patient).toCompletableFuture();
        var listener = client.connectPubSubAsync(CODEC, patient).toCompletableFuture();
        CompletableFuture<RedisLine> line =
                sender.thenCombine(listener, (out, in) -> new RedisLine(client, resources, sharded, out.async(), in));
        line.whenComplete((connected, failure) -> {
            if (failure != null) {
                RedisLine.end(client, resources);
            }
        });
        return line;
    }

    private ClientOptions options() {
        return ClientOptions.builder()
                .autoReconnect(true)
                // what cannot leave now is lost, as a carrier may lose it
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(COMMAND))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(connectWithin)
                        .keepAlive(true)
                        .build())
                .build();
    }
}
