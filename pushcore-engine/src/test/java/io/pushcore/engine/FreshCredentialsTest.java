package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A session shows fresh credentials before the old ones expire")
@Timeout(60)
class FreshCredentialsTest {
    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    /** The token is {@code USER-SECONDS-GRANT}. */
    private final Authenticator bySeconds = credentials -> {
        String[] parts = credentials.token().split("-", 3);
        if (parts.length < 3) {
            return CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "secret details"));
        }
        return CompletableFuture.completedFuture(Identity.of(parts[0])
                .info("until " + parts[1])
                .expires(time.now().plusSeconds(Long.parseLong(parts[1])))
                .grants(parts[2]));
    };

    private final Broker broker = Broker.builder()
            .transport(fake)
            .time(time)
            .authenticator(bySeconds)
            .authorizer(Authorizer.allowAll())
            .build();
    private FakeConnection client;

    @BeforeEach
    void connect() {
        client = fake.connect().say("token ann-60-none", "sub news");
        client.awaitLine("welcome ann").awaitLine("subscribed 0");
    }

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void withThemItStaysAndWithoutItIsClosed() {
        FakeConnection other = fake.connect().say("token bob-60-none");
        other.awaitLine("welcome bob");
        pass(50);
        client.say("refresh ann-60-none").awaitLine("welcome ann already");
        pass(15);
        assertThat(other.awaitLineOf("bye ")).isEqualTo("bye CREDENTIALS_EXPIRED credentials have expired");
        assertThat(client.isClosed()).isFalse();
        pass(50);
        Collector.soon(() -> assertThat(client.isClosed()).isTrue());
    }

    @Test
    void theyBringTheRightsAndTheInfoOfTheirUser() {
        client.say("wait patient");
        assertThat(client.awaitLineOf("err ")).startsWith("err FORBIDDEN");
        client.say("refresh ann-90-wait", "wait patient");
        Collector.soon(() -> assertThat(client.lines()).last().isEqualTo("subscribed 0"));
        assertThat(broker.channel("news").presence().join())
                .extracting(presence -> presence.info())
                .containsExactly("until 90");
    }

    @Test
    void thoseOfAnotherUserAreRefusedAndChangeNothing() {
        client.say("refresh bob-900-wait");
        assertThat(client.awaitLineOf("err ")).startsWith("err FORBIDDEN");
        client.say("presence news").awaitLine("present ann");
        pass(65);
        Collector.soon(() -> assertThat(client.isClosed()).isTrue());
    }

    @Test
    void wrongOnesAreRefusedAndTooManyCloseTheConnection() {
        client.say("refresh wrong", "refresh wrong", "refresh wrong", "refresh wrong", "ping")
                .awaitLine("ok");
        assertThat(client.lines())
                .filteredOn(line -> line.equals("err UNAUTHENTICATED credentials are wrong or missing"))
                .hasSize(4);
        client.say("refresh wrong");
        assertThat(client.awaitLineOf("bye ")).contains("failedLoginsPerConnection");
    }

    @Test
    void whoMerelyShowsThemOnceMoreKeepsTheFirst() {
        client.say("token bob-900-wait").awaitLine("welcome ann already");
        pass(65);
        Collector.soon(() -> assertThat(client.isClosed()).isTrue());
    }

    @Test
    void theFirstMayBeShownAsFreshOnes() {
        fake.connect().say("refresh ann-60-none").awaitLine("welcome ann");
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            time.advance(Duration.ofSeconds(1));
            fake.settle();
        }
    }
}
