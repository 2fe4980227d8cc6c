package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What goes on from one connection to the next of a socket")
@Timeout(60)
class TallyTest {
    private static final Authenticator BY_NAME =
            credentials -> credentials.token().equals("wrong")
                    ? CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "wrong"))
                    : CompletableFuture.completedFuture(Identity.of(credentials.token()));

    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private Broker broker;

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private void open(UnaryOperator<Broker.Builder> more) {
        broker = more.apply(Broker.builder().transport(fake).time(time)).build();
    }

    private void guarded(Limit limit, long value) {
        open(builder ->
                builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll()).limit(limit, value));
    }

    @Test
    void commandsOfAllOfThemHaveOneRate() {
        open(builder -> builder.limit(Limit.COMMANDS_PER_SECOND_PER_CONNECTION, 2));
        FakeConnection second = fake.connectAfter(fake.connect().say("ping").awaitLine("ok"));
        second.say("ping").awaitLine("ok");
        FakeConnection third = fake.connectAfter(second).say("ping");
        assertThat(third.awaitLineOf("err"))
                .isEqualTo("err LIMIT_REACHED no more than 2 commandsPerSecondPerConnection; try again in 500 ms");
        fake.connect().say("ping").awaitLine("ok");
        tick(500);
        fake.connectAfter(third).say("ping").awaitLine("ok");
    }

    @Test
    void whoGoesOnOnTheNextIsHeldUpThere() {
        open(builder -> builder.limit(Limit.COMMANDS_PER_SECOND_PER_CONNECTION, 3));
        FakeConnection first = fake.connect().say("ping", "ping", "ping", "ping", "ping");
        first.awaitLineOf("err");
        assertThat(first.isReading()).isTrue();
        FakeConnection second = fake.connectAfter(first).say("ping", "ping");
        second.awaitLineOf("err");
        fake.settle();
        assertThat(second.lines()).hasSize(1);
        assertThat(second.isReading()).isFalse();
        tick(1_000);
        second.awaitLine("ok");
    }

    @Test
    void aUserThatIsTooFastHoldsUpNobodyWhoComesNext() {
        guarded(Limit.COMMANDS_PER_SECOND_PER_USER, 1);
        FakeConnection ann = fake.connect().say("token ann", "ping", "ping");
        ann.awaitLineOf("err");
        assertThat(ann.isReading()).isFalse();
        fake.connectAfter(ann).say("token bob", "ping").awaitLine("ok");
    }

    @Test
    void bytesOfAllOfThemHaveOneRate() {
        open(builder -> builder.limit(Limit.BYTES_PER_SECOND_PER_CONNECTION, 1_000));
        FakeConnection first = fake.connect().say("pub news " + "x".repeat(990));
        first.awaitLine("accepted 1");
        FakeConnection second = fake.connectAfter(first).say("pub news " + "y".repeat(490));
        fake.connect().say("pub news other").awaitLine("accepted 2");
        fake.settle();
        assertThat(second.lines()).isEmpty();
        tick(500);
        second.awaitLine("accepted 3");
    }

    @Test
    void bytesWithoutCredentialsAreTheConnectionsInTheEnd() {
        guarded(Limit.BYTES_PER_SECOND_PER_CONNECTION, 1_000);
        FakeConnection first = fake.connect().say("ping " + "x".repeat(1_500));
        first.awaitLine("ok");
        FakeConnection second = fake.connectAfter(first).say("ping");
        fake.settle();
        assertThat(second.lines()).isEmpty();
        tick(600);
        second.awaitLine("ok");
    }

    @Test
    void newChannelsOfAllOfThemHaveOneRate() {
        open(builder -> builder.limit(Limit.NEW_CHANNELS_PER_SECOND_PER_CONNECTION, 1));
        FakeConnection first = fake.connect().say("pub a 1");
        first.awaitLine("accepted 1");
        assertThat(fake.connectAfter(first).say("pub b 1").awaitLineOf("err"))
                .startsWith("err LIMIT_REACHED no more than 1 newChannelsPerSecondPerConnection; try again in ");
    }

    @Test
    void wrongCredentialsOnAllOfThemAreCountedTogether() {
        guarded(Limit.FAILED_LOGINS_PER_CONNECTION, 3);
        FakeConnection first = fake.connect().say("token wrong", "token wrong");
        Collector.soon(() -> assertThat(first.lines()).hasSize(2));
        assertThat(fake.connectAfter(first).say("token wrong").awaitLineOf("bye"))
                .contains("failedLoginsPerConnection");
    }

    @Test
    void nothingIsKeptWhereNothingIsCounted() {
        guarded(Limit.COMMANDS_PER_SECOND_PER_USER, 1);
        FakeConnection client = fake.connect().say("token ann", "ping", "ping");
        client.awaitLineOf("err");
        assertThat(client.leavesSomething()).isFalse();
    }

    private void tick(long millis) {
        time.advance(Duration.ofMillis(millis));
        fake.settle();
    }
}
