package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import io.pushcore.Pass;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A token gives the right to one subscription, for a while")
@Timeout(60)
class SubscriptionTokensTest {
    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();

    /** A user's token is the user's name; a subscription's is {@code USER-CHANNEL-SECONDS}. */
    private final Authenticator authenticator = new Authenticator() {
        @Override
        public CompletionStage<Identity> authenticate(Credentials credentials) {
            return CompletableFuture.completedFuture(Identity.of(credentials.token()));
        }

        @Override
        public CompletionStage<Pass> pass(Identity who, String channel, String token) {
            String[] parts = token.split("-");
            if (parts.length < 3) {
                throw new PushCoreException(ErrorCode.UNAUTHENTICATED, "secret details");
            }
            if (!parts[0].equals(who.user()) || !parts[1].equals(channel)) {
                return CompletableFuture.failedFuture(new PushCoreException(ErrorCode.FORBIDDEN, "for somebody else"));
            }
            return CompletableFuture.completedFuture(
                    parts[2].equals("ever")
                            ? Pass.forEver()
                            : Pass.until(time.now().plusSeconds(Long.parseLong(parts[2]))));
        }
    };

    private final Broker broker = Broker.builder()
            .transport(fake)
            .time(time)
            .authenticator(authenticator)
            .authorizer((who, action, channel) -> CompletableFuture.completedFuture(
                    channel.equals("open") ? Authorizer.Decision.allow() : Authorizer.Decision.deny("closed to all")))
            .build();
    private final FakeConnection client = fake.connect().say("token ann").awaitLine("welcome ann");

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void withItOneSubscribesWhateverTheAuthorizerSays() {
        client.say("sub private").awaitLine("err FORBIDDEN closed to all");
        client.say("pass private ann-private-ever").awaitLine("subscribed 0");
        client.say("sub open").awaitLine("subscribed 0");
        broker.channel("private").publish("heard").join();
        client.awaitLine("msg private 1 - heard");
    }

    @Test
    void itGivesNoOtherRight() {
        client.say("pass private ann-private-ever").awaitLine("subscribed 0");
        client.say("pub private x", "history private", "presence private", "ping")
                .awaitLine("ok");
        assertThat(client.lines())
                .filteredOn(line -> line.equals("err FORBIDDEN closed to all"))
                .hasSize(3);
    }

    @Test
    void oneForAnotherChannelOrUserIsRefusedWithTheReason() {
        client.say("pass private ann-other-60").awaitLine("err FORBIDDEN for somebody else");
        client.say("pass private bob-private-60", "ping").awaitLine("ok");
        assertThat(client.lines())
                .filteredOn(line -> line.equals("err FORBIDDEN for somebody else"))
                .hasSize(2);
    }

    @Test
    void noneReachesReservedNamesOrPatterns() {
        client.say("pass @ann ann-@ann-60");
        assertThat(client.awaitLineOf("err ")).startsWith("err BAD_NAME");
        client.say("pass chat.* ann-chat.*-60");
        assertThat(client.awaitLineOf("err BAD_REQUEST")).contains("pattern");
    }

    @Test
    void wrongOnesAreRefusedWithoutDetailsAndTooManyCloseTheConnection() {
        client.say("pass a x", "pass a x", "pass a x", "pass a x", "ping").awaitLine("ok");
        assertThat(client.lines())
                .filteredOn(line -> line.equals("err UNAUTHENTICATED the token of the subscription is wrong"))
                .hasSize(4);
        client.say("pass a x");
        assertThat(client.awaitLineOf("bye ")).contains("failedLoginsPerConnection");
    }

    @Test
    void anExpiredOneIsToldApartAndIsNoGuess() {
        client.say("pass a ann-a-0", "pass a ann-a-0", "pass a ann-a-0", "pass a ann-a-0", "pass a ann-a-0", "ping")
                .awaitLine("ok");
        assertThat(client.lines())
                .filteredOn(line -> line.equals("err CREDENTIALS_EXPIRED the token of the subscription has expired"))
                .hasSize(5);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void whenItExpiresItsSubscriptionEndsAndNothingElse() {
        client.say("pass a ann-a-10").awaitLine("subscribed 0 for 10");
        client.say("pass b ann-b-60").awaitLine("subscribed 0 for 60");
        client.say("sub open").awaitLine("subscribed 0");
        pass(9);
        broker.channel("a").publish("in time").join();
        client.awaitLine("msg a 1 - in time");
        pass(2);
        client.awaitLine("closed a EXPIRED");
        broker.channel("a").publish("late").join();
        broker.channel("b").publish("b").join();
        broker.channel("open").publish("open").join();
        client.awaitLine("msg b 1 - b").awaitLine("msg open 1 - open");
        assertThat(client.lines()).noneMatch(line -> line.contains("late"));
        assertThat(broker.channel("a").presence().join()).isEmpty();
        client.say("pass a ann-a-10").awaitLine("subscribed 2 for 10");
    }

    @Test
    void aFreshOneKeepsItGoing() {
        client.say("pass a ann-a-10").awaitLine("subscribed 0 for 10");
        pass(8);
        client.say("renew a ann-a-30").awaitLine("renewed for 30");
        pass(20);
        broker.channel("a").publish("still").join();
        client.awaitLine("msg a 1 - still");
        client.say("renew a ann-a-ever").awaitLine("renewed");
        pass(60);
        broker.channel("a").publish("for ever").join();
        client.awaitLine("msg a 2 - for ever");
        assertThat(client.lines()).doesNotContain("closed a EXPIRED");
    }

    @Test
    void aFreshOneThatIsRefusedChangesNothing() {
        client.say("pass a ann-a-10").awaitLine("subscribed 0 for 10");
        client.say("renew a bob-a-900").awaitLine("err FORBIDDEN for somebody else");
        client.say("renew a ann-a-0").awaitLine("err CREDENTIALS_EXPIRED the token of the subscription has expired");
        client.say("renew b ann-b-60").awaitLine("err NOT_FOUND no subscription to refresh: b");
        pass(11);
        client.awaitLine("closed a EXPIRED");
    }

    @Test
    void anAuthenticatorWithoutThemRefusesThem() {
        FakeListener other = new FakeListener();
        Broker plain = Broker.builder()
                .transport(other)
                .authenticator(credentials -> CompletableFuture.completedFuture(Identity.of(credentials.token())))
                .build();
        FakeConnection bob = other.connect().say("token bob").awaitLine("welcome bob");
        bob.say("pass a bob-a-60").awaitLine("err FORBIDDEN there are no tokens for subscriptions here");
        bob.say("sub a").awaitLine("subscribed 0");
        plain.close(Duration.ofSeconds(2));
    }

    @Test
    void whereNobodyIsAskedOneIsAsGoodAsNone() {
        FakeListener other = new FakeListener();
        Broker open = Broker.builder().transport(other).build();
        other.connect()
                .say("pass a x")
                .awaitLine("subscribed 0")
                .say("renew a y")
                .awaitLine("renewed");
        open.close(Duration.ofSeconds(2));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            time.advance(Duration.ofSeconds(1));
            fake.settle();
        }
    }
}
