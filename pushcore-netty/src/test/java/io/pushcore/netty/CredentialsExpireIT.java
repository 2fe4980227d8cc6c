package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
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
            assertThat(brief.rest()).isEqualTo("bye 401 credentials have expired\n");
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
            assertThat(first.rest()).startsWith("bye 401 ");
            broker.broker().channel("news").publish("meanwhile").join();
            LineClient second = broker.modern();
            assertThat(second.say("auth 60\n").line()).isEqualTo("ok");
            assertThat(second.say("sub news since " + start + "\n").line()).isEqualTo("ok sub news " + start);
            assertThat(second.payload(second.line())).isEqualTo("meanwhile");
        }
    }
}
