package io.pushcore.netty.admin;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.ShortDuration;
import io.pushcore.netty.http.HistoryCodec;
import io.pushcore.netty.http.PageJson;
import io.pushcore.netty.http.PublishBody;
import io.pushcore.netty.http.PublishCodec;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Channels in the hands of an operator, whom no authorizer is asked about. */
final class ChannelCalls {
    private final Broker broker;

    ChannelCalls(Broker broker) {
        this.broker = broker;
    }

    CompletionStage<Answer> publish(Request request, String name, ByteBuffer body) {
        if (Names.isReserved(name)) {
            throw reserved(name);
        }
        Duration ttl = request.parameter("ttl").map(ShortDuration::parse).orElse(Duration.ZERO);
        Publication publication = new Publication(
                PublishBody.one(request.contentType(), body),
                request.parameter("key").orElse(""),
                ttl,
                request.header("idempotency-key"),
                Map.of(),
                "");
        return broker.channel(name).publish(publication).thenApply(published -> {
            Output json = new Output();
            PublishCodec.write(published, json);
            return Answer.json(json);
        });
    }

    /** Of the broker's own channels too; logs of users belong to them. */
    CompletionStage<Answer> history(Request request, String name, ByteBuffer body) {
        if (Names.isReserved(name) && !name.startsWith("$")) {
            throw reserved(name);
        }
        Channel channel = broker.channel(name);
        return channel.history(HistoryCodec.history(request, Instant.now())).thenApply(page -> {
            Output json = new Output(1 << 10);
            PageJson.write(page, json);
            return Answer.json(json);
        });
    }

    private static PushCoreException reserved(String name) {
        return new PushCoreException(
                ErrorCode.BAD_NAME, "channel names that begin with @, $ or # are reserved: " + Names.shown(name));
    }
}
