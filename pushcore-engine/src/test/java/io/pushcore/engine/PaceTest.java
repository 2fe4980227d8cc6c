package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("How fast connections, users and addresses may go")
@Timeout(60)
class PaceTest {
    /** The token is the user's name; {@code server} is a server of the application. */
    private static final Authenticator BY_NAME = credentials -> CompletableFuture.completedFuture(
            credentials.token().equals("server")
                    ? Identity.of("server").grants(Identity.GRANT_SERVER)
                    : Identity.of(credentials.token()));

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

    private static UnaryOperator<Broker.Builder> named(Limit limit, long value) {
        return builder ->
                builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll()).limit(limit, value);
    }

    @Test
    void commandsAboveTheRateAreRefusedWithTheLimitAndTheTime() {
        open(builder -> builder.limit(Limit.COMMANDS_PER_SECOND_PER_CONNECTION, 4));
        FakeConnection client = fake.connect().say("ping", "ping", "pub news a", "ping", "ping", "pub news b");
        client.awaitLineOf("err");
        Collector.soon(() -> assertThat(client.lines()).hasSize(6));
        assertThat(client.lines())
                .containsExactly(
                        "ok",
                        "ok",
                        "accepted 1",
                        "ok",
                        "err LIMIT_REACHED no more than 4 commandsPerSecondPerConnection; try again in 250 ms",
                        "err LIMIT_REACHED no more than 4 commandsPerSecondPerConnection; try again in 250 ms");
        fake.connect().say("ping").awaitLine("ok");
        tick(250);
        assertThat(client.say("pub news c").awaitLineOf("accepted 2")).isNotEmpty();
    }

    @Test
    void whoDoesNotStopIsRefusedNoMoreOftenThanItMaySendAndIsNeverClosed() {
        open(builder -> builder.limit(Limit.COMMANDS_PER_SECOND_PER_CONNECTION, 10));
        FakeConnection client =
                fake.connect().say(Collections.nCopies(1_000, "ping").toArray(String[]::new));
        Collector.soon(() -> assertThat(client.lines()).hasSize(20));
        assertThat(client.isReading()).isFalse();
        for (int i = 1; i <= 30; i++) {
            tick(1_000);
            int most = 20 * (i + 1);
            assertThat(client.lines()).hasSizeLessThanOrEqualTo(most);
        }
        for (int i = 0; i < 60; i++) {
            tick(1_000);
        }
        assertThat(client.lines()).hasSize(1_000);
        assertThat(client.lines()).filteredOn("ok"::equals).hasSizeGreaterThan(490);
        assertThat(client.isReading()).isTrue();
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aUserHasOneRateOnAllConnectionsAndNobodyElsesIsTouched() {
        open(named(Limit.COMMANDS_PER_SECOND_PER_USER, 3));
        FakeConnection one = fake.connect().say("token ann", "ping", "ping");
        one.awaitLine("ok");
        FakeConnection two = fake.connect().say("token ann", "ping", "ping");
        assertThat(two.awaitLineOf("err"))
                .isEqualTo("err LIMIT_REACHED no more than 3 commandsPerSecondPerUser; try again in 334 ms");
        FakeConnection bob = fake.connect().say("token bob", "ping", "ping", "ping");
        Collector.soon(() -> assertThat(bob.lines()).containsExactly("welcome bob", "ok", "ok", "ok"));
    }

    @Test
    void anAddressHasOneRateAndThisMachineHasNone() {
        open(builder -> builder.limit(Limit.COMMANDS_PER_SECOND_PER_ADDRESS, 2));
        fake.connectFrom("192.0.2.1").say("ping", "ping").awaitLine("ok");
        assertThat(fake.connectFrom("192.0.2.1").say("ping").awaitLineOf("err"))
                .isEqualTo("err LIMIT_REACHED no more than 2 commandsPerSecondPerAddress; try again in 500 ms");
        fake.connectFrom("192.0.2.2").say("ping").awaitLine("ok");
        FakeConnection here = fake.connect().say("ping", "ping", "ping", "ping");
        Collector.soon(() -> assertThat(here.lines()).containsExactly("ok", "ok", "ok", "ok"));
    }

    @Test
    void serversOfTheApplicationHaveNone() {
        open(named(Limit.COMMANDS_PER_SECOND_PER_CONNECTION, 1));
        FakeConnection server = fake.connect().say("token server", "ping", "ping", "ping");
        Collector.soon(() -> assertThat(server.lines()).containsExactly("welcome server", "ok", "ok", "ok"));
    }

    @Test
    void whoSendsTooManyBytesIsNotReadForAWhileAndNothingIsLost() {
        open(builder -> builder.limit(Limit.BYTES_PER_SECOND_PER_CONNECTION, 1_000));
        FakeConnection client = fake.connect();
        client.say("pub news " + "x".repeat(990)).awaitLine("accepted 1");
        client.say("pub news " + "y".repeat(990), "pub news z");
        fake.settle();
        assertThat(client.isReading()).isFalse();
        assertThat(client.lines()).containsExactly("accepted 1");
        client.sayNoMore();
        tick(1_000);
        assertThat(client.isClosed()).isFalse();
        tick(100);
        client.awaitLine("accepted 3");
        assertThat(client.lines()).containsExactly("accepted 1", "accepted 2", "accepted 3");
        Collector.soon(() -> assertThat(client.isClosed()).isTrue());
    }

    @Test
    void bytesOfAnAddressHoldUpAllItsConnectionsOnly() {
        open(builder -> builder.limit(Limit.BYTES_PER_SECOND_PER_ADDRESS, 1_000));
        fake.connectFrom("192.0.2.1").say("pub news " + "x".repeat(990)).awaitLine("accepted 1");
        FakeConnection second = fake.connectFrom("192.0.2.1").say("pub news second");
        fake.settle();
        assertThat(second.lines()).isEmpty();
        fake.connectFrom("192.0.2.2").say("pub news other").awaitLine("accepted 2");
        tick(100);
        second.awaitLine("accepted 3");
    }

    @Test
    void bytesBeforeTheCredentialsAreThoseOfTheUser() {
        open(named(Limit.BYTES_PER_SECOND_PER_USER, 1_000));
        FakeConnection client = fake.connect().say("token ann", "pub news " + "x".repeat(1_100));
        client.awaitLine("welcome ann");
        FakeConnection second = fake.connect().say("token ann", "ping");
        second.awaitLine("welcome ann");
        fake.settle();
        assertThat(client.lines()).containsExactly("welcome ann");
        assertThat(second.lines()).containsExactly("welcome ann");
        fake.connect().say("token bob", "ping").awaitLine("ok");
        tick(300);
        client.awaitLine("accepted 1");
        second.awaitLine("ok");
    }

    @Test
    void channelsThatComeIntoUseHaveARateOfTheirOwn() {
        open(builder -> builder.limit(Limit.NEW_CHANNELS_PER_SECOND_PER_CONNECTION, 2)
                .limit(Limit.NEW_CHANNELS_PER_SECOND_PER_ADDRESS, 3));
        FakeConnection client = fake.connectFrom("192.0.2.1")
                .say("sub a", "pub b 1", "sub c", "pub d 1", "presence e", "pub a again", "pub b again", "ping");
        client.awaitLine("ok");
        assertThat(client.lines())
                .filteredOn(line -> line.startsWith("err"))
                .hasSize(3)
                .allMatch(
                        ("err LIMIT_REACHED no more than 2 newChannelsPerSecondPerConnection; try again in 500 ms")
                                ::equals);
        assertThat(client.lines()).contains("accepted 1", "accepted 2");
        FakeConnection second = fake.connectFrom("192.0.2.1").say("sub f", "sub g");
        assertThat(second.awaitLineOf("err"))
                .startsWith("err LIMIT_REACHED no more than 3 newChannelsPerSecondPerAddress; try again in ");
        assertThat(broker.stats().channels()).isEqualTo(3);
    }

    @Test
    void aHundredHistoriesOnOneConnectionAreReadOneAfterTheOther() {
        FrozenStorage storage = new FrozenStorage();
        open(builder -> builder.storage(storage));
        broker.channel("news").publish("m1").join();
        storage.blind("news");
        FakeConnection client =
                fake.connect().say(Collections.nCopies(100, "history news").toArray(String[]::new));
        fake.settle();
        assertThat(storage.keptBack()).isEqualTo(1);
        assertThat(client.isReading()).isFalse();
        storage.thaw("news");
        Collector.soon(
                () -> assertThat(client.lines()).filteredOn("end"::equals).hasSize(100));
        assertThat(client.lines().subList(0, 2)).isEqualTo(List.of("msg news 1 - m1", "end"));
    }

    private void tick(long millis) {
        time.advance(Duration.ofMillis(millis));
        fake.settle();
    }
}
