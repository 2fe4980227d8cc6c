package io.pushcore.netty.ipush;

import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.admin.JsonObject;
import io.pushcore.netty.ipush.IpushCounters.Kind;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the ports of ipush counted, by the names that its monitors know. */
final class IpushStats {
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT);

    private IpushStats() {}

    static CompletionStage<Answer> answer(IpushCounters counters) {
        return CompletableFuture.completedFuture(IpushAnswers.compact(text(counters)));
    }

    static String text(IpushCounters counters) {
        return new String(of(counters).whole().toBytes(), StandardCharsets.UTF_8);
    }

    private static JsonObject of(IpushCounters counters) {
        JsonObject requests = new JsonObject();
        counters.requests().forEach(requests::number);
        return new JsonObject()
                .number("auth_fail_number", counters.wrongCredentials.sum())
                .number("bad_request_number", counters.badRequests.sum())
                .number("error_number", counters.errors.sum())
                .object("recv_type", kinds(counters))
                .number("redirect_number", counters.redirects.sum())
                .object("request", requests)
                .text(
                        "server_start_datetime",
                        DATE_TIME.format(counters.started().atZone(ZoneId.systemDefault())))
                .number("server_start_timestamp", counters.started().getEpochSecond())
                .object("throughput", throughput(counters))
                .object("user", users(counters.users.figures()));
    }

    private static JsonObject kinds(IpushCounters counters) {
        JsonObject json = new JsonObject();
        for (Kind kind : Kind.values()) {
            json.number(kind.name().toLowerCase(Locale.ROOT), counters.count(kind));
        }
        return json;
    }

    private static JsonObject throughput(IpushCounters counters) {
        long seconds = counters.second() + 1;
        return new JsonObject()
                .number("avg_recv_bytes_per_second", counters.receivedBytes.total() / seconds)
                .number("avg_recv_number_per_second", counters.received.total() / seconds)
                .number("avg_send_bytes_per_second", counters.sentBytes.total() / seconds)
                .number("avg_send_number_per_second", counters.sent.total() / seconds)
                .number("max_recv_bytes_per_second", counters.receivedBytes.most())
                .number("max_recv_number_per_second", counters.received.most())
                .number("max_send_bytes_per_second", counters.sentBytes.most())
                .number("max_send_number_per_second", counters.sent.most())
                .number("total_recv_bytes", counters.receivedBytes.total())
                .number("total_recv_number", counters.received.total())
                .number("total_send_bytes", counters.sentBytes.total())
                .number("total_send_number", counters.sent.total());
    }

    private static JsonObject users(IpushUsers.Figures users) {
        return new JsonObject()
                .number("connect", users.connects())
                .number("disconnect", users.disconnects())
                .number("max_user_growth_per_second", users.mostCameInASecond())
                .number("max_user_number", users.mostUsers())
                .number("max_user_reduce_per_second", users.mostLeftInASecond())
                .number("reconnect", users.reconnects())
                .number("user_number", users.users());
    }
}
