package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An identity that is good for a while, on connections that live longer. */
@DisplayName("An identity that expires ends its connection")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class CredentialsExpireIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTime time = ManualTime.create();
    /** The token is how many seconds it is good for. */
    private final Authenticator forSeconds = credentials -> CompletableFuture.completedFuture(
            Identity.of("anna").expires(time.now().plusSeconds(Long.parseLong(credentials.token()))));

    @Test
    void aSubscriberIsToldToShowNewOnesAndNobodyElseIs() throws Exception {
        try (LineBroker broker = LineBroker.open(
                builder -> builder.time(time).authenticator(forSeconds).authorizer(Authorizer.allowAll()))) {
            LineClient brief = broker.modern();
            LineClient longer = broker.modern();
            assertThat(brief.say("auth 60\n").line()).isEqualTo("ok");
            assertThat(longer.say("auth 600\n").line()).isEqualTo("ok");
            assertThat(brief.say("sub news\n").line()).startsWith("ok sub news ");
            assertThat(longer.say("sub news\n").line()).startsWith("ok sub news ");

            time.advance(MINUTE.minusSeconds(1));
            broker.broker().channel("news").publish("in time").join();
            assertThat(brief.payload(brief.line())).isEqualTo("in time");

            time.advance(Duration.ofSeconds(2));
            assertThat(brief.rest()).isEqualTo("bye 443 credentials have expired\n");
            await().until(() -> broker.broker().stats().connections() == 1);
            assertThat(broker.broker().stats().subscriptions()).isEqualTo(1);

            broker.broker().channel("news").publish("later").join();
            assertThat(longer.payload(longer.line())).isEqualTo("in time");
            assertThat(longer.payload(longer.line())).isEqualTo("later");
        }
    }

    @Test
    void whatWasPublishedMeanwhileIsThereForNewCredentials() throws Exception {
        try (LineBroker broker = LineBroker.open(
                builder -> builder.time(time).authenticator(forSeconds).authorizer(Authorizer.allowAll()))) {
            LineClient first = broker.modern();
            assertThat(first.say("auth 60\n").line()).isEqualTo("ok");
            String start = first.say("sub news\n").line().substring("ok sub news ".length());
            time.advance(MINUTE.plusSeconds(1));
            assertThat(first.rest()).startsWith("bye 443 ");
            broker.broker().channel("news").publish("meanwhile").join();
            LineClient second = broker.modern();
            assertThat(second.say("auth 60\n").line()).isEqualTo("ok");
            assertThat(second.say("sub news since " + start + "\n").line()).isEqualTo("ok sub news " + start);
            assertThat(second.payload(second.line())).isEqualTo("meanwhile");
        }
    }

    @Test
    void whoShowsExpiredOnesIsToldSoEverywhere() throws Exception {
        try (LineBroker broker = LineBroker.open(builder -> builder.time(time).authenticator(forSeconds))) {
            assertThat(broker.modern().say("auth 0\n").line()).isEqualTo("err 443 credentials have expired");
        }
        try (HttpBroker broker = overHttp()) {
            HttpResponse<String> answer = broker.get("/channels/news?token=0");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("{\"code\":443,\"message\":\"credentials have expired\"}\n");
            assertThat(answer.headers().firstValue("www-authenticate"))
                    .contains("Bearer error=\"invalid_token\", error_description=\"expired\"");
            assertThat(broker.webSocket("/channels/news?token=0").next())
                    .isEqualTo("<close 1008 443 credentials have expired>");
            WebSocketClient centrifuge = broker.webSocket("/connection/websocket");
            assertThat(centrifuge
                            .say("{\"id\":1,\"connect\":{\"token\":\"0\"}}")
                            .next())
                    .isEqualTo("{\"id\":1,\"error\":{\"code\":109,\"message\":\"credentials have expired\","
                            + "\"temporary\":true}}");
            assertThat(centrifuge
                            .say("{\"id\":2,\"connect\":{\"token\":\"60\"}}")
                            .next())
                    .contains("\"id\":2,\"connect\":{", "\"expires\":true,\"ttl\":60");
            assertThat(centrifuge
                            .say("{\"id\":3,\"refresh\":{\"token\":\"0\"}}")
                            .next())
                    .contains("\"id\":3,\"error\":{\"code\":109,");
            assertThat(centrifuge
                            .say("{\"id\":4,\"refresh\":{\"token\":\"90\"}}")
                            .next())
                    .contains("\"id\":4,\"refresh\":{", "\"expires\":true,\"ttl\":90");
        }
    }

    @Test
    void overHttpAllThatRunsEndsWhenTheyExpire() throws Exception {
        try (HttpBroker broker = overHttp()) {
            WebSocketClient raw = broker.webSocket("/channels/news?token=10");
            StreamClient events = broker.stream("/channels/news?token=10", "Accept", "text/event-stream");
            assertThat(events.event()).isNotEmpty();
            WebSocketClient centrifuge = broker.webSocket("/connection/websocket");
            assertThat(centrifuge
                            .say("{\"id\":1,\"connect\":{\"token\":\"10\"}}")
                            .next())
                    .contains("connect");
            StreamClient emulated = broker.stream("/connection/sse?cf_connect="
                    + URLEncoder.encode("{\"id\":1,\"connect\":{\"token\":\"10\"}}", UTF_8));
            assertThat(emulated.event()).hasSize(1);
            await().until(() -> broker.broker().stats().subscriptions() == 2);

            time.advance(Duration.ofSeconds(11));
            assertThat(raw.next()).isEqualTo("<close 1008 443 credentials have expired>");
            assertThat(events.event())
                    .containsExactly("event: end", "data: {\"code\":443,\"message\":\"credentials have expired\"}");
            assertThat(centrifuge.next()).isEqualTo("<close 3005 credentials have expired>");
            assertThat(emulated.event())
                    .containsExactly("data: {\"push\":{\"disconnect\":{\"code\":3005,"
                            + "\"reason\":\"credentials have expired\"}}}");
            assertThat(emulated.line()).isNull();
        }
    }

    private HttpBroker overHttp() {
        return HttpBroker.open(
                builder -> builder.time(time).authenticator(forSeconds).authorizer(Authorizer.allowAll()));
    }
}
