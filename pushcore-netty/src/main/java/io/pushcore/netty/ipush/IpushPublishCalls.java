package io.pushcore.netty.ipush;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Names;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.http.Request;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What an application's server sends through the admin port, which asks no authorizer. */
final class IpushPublishCalls {
    /** Followers of a channel are asked for so many at a time. */
    private static final int PAGE = 1_000;

    private final Broker broker;

    IpushPublishCalls(Broker broker) {
        this.broker = broker;
    }

    CompletionStage<Answer> publish(Request request, ByteBuffer body) {
        String from = request.parameter("from").orElse("");
        String user = request.parameter("to").orElse("");
        String channel = request.parameter("channel").orElse("");
        if (from.isEmpty() || user.isEmpty() == channel.isEmpty()) {
            throw IpushAdmin.wrong("target or source id is invalid");
        }
        if (!body.hasRemaining()) {
            throw IpushAdmin.wrong("body cannot be empty");
        }
        Duration ttl = ttl(request);
        Publication publication = Publication.of(Payload.of(Utf8.text(body, body.position(), body.limit())))
                .sender(Names.user(from))
                .ttl(ttl);
        if (channel.isEmpty()) {
            return toUser(user, publication);
        }
        requireOrdinary(channel);
        return ttl.isZero()
                ? toThoseOnline(broker.channel(channel), publication.header(IpushJson.CHANNEL, channel), "")
                : broker.channel(channel).publish(publication).thenApply(published -> IpushAnswers.ok());
    }

    private CompletionStage<Answer> toUser(String user, Publication publication) {
        CompletableFuture<Boolean> online = publication.ttl().isZero()
                ? broker.pushIfOnline(user, publication)
                : broker.push(user, publication).thenApply(pushed -> pushed.online());
        return online.thenApply(there -> there ? IpushAnswers.ok() : IpushAnswers.okOffline());
    }

    /** Hands it to each follower who is there, page by page. */
    private CompletableFuture<Answer> toThoseOnline(Channel channel, Publication publication, String after) {
        return channel.followers(after, PAGE).thenCompose(users -> {
            if (users.isEmpty()) {
                return CompletableFuture.completedFuture(IpushAnswers.ok());
            }
            List<CompletableFuture<Boolean>> shown = users.stream()
                    .map(user -> broker.pushIfOnline(user, publication))
                    .toList();
            return CompletableFuture.allOf(shown.toArray(CompletableFuture<?>[]::new))
                    .thenCompose(all -> toThoseOnline(channel, publication, users.get(users.size() - 1)));
        });
    }

    /** How many seconds it is kept for who is not there; 0 for not at all. */
    private static Duration ttl(Request request) {
        String ttl = request.parameter("ttl").orElse("");
        if (ttl.isEmpty()) {
            return IpushSite.TTL;
        }
        if (!ttl.matches("\\d{1,9}")) {
            throw IpushAdmin.wrong("ttl must be seconds from 0 to 999999999: " + Names.shown(ttl));
        }
        return Duration.ofSeconds(Long.parseLong(ttl));
    }

    static void requireOrdinary(String channel) {
        if (Names.isReserved(channel)) {
            throw IpushAdmin.wrong("channel names that begin with @, $ or # are reserved: " + Names.shown(channel));
        }
    }

    CompletionStage<Answer> broadcast(Request request, ByteBuffer body) {
        String content = request.parameter("content").orElse("");
        if (content.isEmpty()) {
            throw IpushAdmin.wrong("content is empty");
        }
        return broker.broadcast(Payload.of(content)).thenApply(sessions -> IpushAnswers.ok());
    }
}
