package io.pushcore.netty.ipush;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Delivery;
import io.pushcore.Farewell;
import io.pushcore.InboxEvent;
import io.pushcore.Names;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Users in the hands of those who run the broker: what they follow, what waits for them, where they are served. */
final class IpushUserCalls {
    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    private final Broker broker;
    private final IpushSite site;
    private final Supplier<String> address;

    IpushUserCalls(Broker broker, IpushSite site, Supplier<String> address) {
        this.broker = broker;
        this.site = site;
        this.address = address;
    }

    CompletionStage<Answer> follow(Request request, ByteBuffer body) {
        return channel(request).follow(Names.user(user(request))).thenApply(position -> IpushAnswers.ok());
    }

    CompletionStage<Answer> unfollow(Request request, ByteBuffer body) {
        return channel(request).unfollow(Names.user(user(request))).thenApply(was -> IpushAnswers.ok());
    }

    private Channel channel(Request request) {
        String channel = request.parameter("cid").orElse("");
        if (user(request).isEmpty() || channel.isEmpty()) {
            throw IpushAdmin.wrong("uid and cid should not be empty");
        }
        IpushPublishCalls.requireOrdinary(channel);
        return broker.channel(channel);
    }

    /** What waits to be acknowledged, with the numbers that delivery will carry. */
    CompletionStage<Answer> pending(Request request, ByteBuffer body) {
        String user = needed(request, "target id is invalid");
        return broker.inbox(user)
                .pending(limit(request))
                .thenApply(pending -> IpushAnswers.list(texts(pending.events(), user)));
    }

    private static List<String> texts(List<InboxEvent> events, String user) {
        return events.stream()
                .filter(Delivery.class::isInstance)
                .map(event -> {
                    Output json = new Output();
                    IpushJson.delivery((Delivery) event, user, json);
                    return new String(json.toBytes(), StandardCharsets.UTF_8);
                })
                .toList();
    }

    private static int limit(Request request) {
        String limit = request.parameter("limit").orElse(Integer.toString(USUAL));
        if (!limit.matches("[1-9]\\d{0,3}") || Integer.parseInt(limit) > MOST) {
            throw IpushAdmin.wrong("limit must be from 1 to " + MOST + ": " + Names.shown(limit));
        }
        return Integer.parseInt(limit);
    }

    CompletionStage<Answer> shard(Request request, ByteBuffer body) {
        String owner = site.owner().apply(needed(request, "uid is needed"));
        return CompletableFuture.completedFuture(IpushAnswers.text(owner.isEmpty() ? address.get() : owner));
    }

    CompletionStage<Answer> disconnect(Request request, ByteBuffer body) {
        return broker.disconnectUser(
                        needed(request, "uid is empty"), Farewell.RECONNECT, "disconnected by the operator")
                .thenApply(count -> IpushAnswers.ok());
    }

    private static String user(Request request) {
        return request.parameter("uid").orElse("");
    }

    private static String needed(Request request, String sentence) {
        if (user(request).isEmpty()) {
            throw IpushAdmin.wrong(sentence);
        }
        return Names.user(user(request));
    }
}
