package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What one address may take of connections and logins")
@Timeout(60)
class AddressesTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final Authenticator byName = credentials -> {
        asked.incrementAndGet();
        return credentials.token().equals("wrong")
                ? CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "wrong"))
                : CompletableFuture.completedFuture(Identity.of(credentials.token()));
    };
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

    @Test
    void connectionsOfOneAddressAreBoundedAndThoseOfOthersAndOfThisMachineAreNot() {
        open(builder -> builder.limit(Limit.CONNECTIONS_PER_ADDRESS, 2));
        FakeConnection first = fake.connectFrom("192.0.2.1");
        fake.connectFrom("192.0.2.1").say("ping").awaitLine("ok");
        assertThat(fake.connectFrom("192.0.2.1").awaitLineOf("bye"))
                .isEqualTo("bye LIMIT_REACHED no more than 2 connectionsPerAddress");
        fake.connectFrom("192.0.2.2").say("ping").awaitLine("ok");
        for (int i = 0; i < 5; i++) {
            fake.connect().say("ping").awaitLine("ok");
        }
        first.hangUp();
        Collector.soon(
                () -> assertThat(fake.connectFrom("192.0.2.1").say("ping").awaitLineOf(""))
                        .isEqualTo("ok"));
        assertThat(broker.stats().errors()).containsKey(ErrorCode.LIMIT_REACHED);
    }

    @Test
    void aNetworkOf64BitsIsOneAddress() {
        open(builder -> builder.limit(Limit.CONNECTIONS_PER_ADDRESS, 1));
        fake.connectFrom("2001:db8:0:1:0:0:0:1").say("ping").awaitLine("ok");
        assertThat(fake.connectFrom("2001:db8:0:1:a:b:c:d").awaitLineOf("bye")).contains("connectionsPerAddress");
        fake.connectFrom("2001:db8:0:2:0:0:0:1").say("ping").awaitLine("ok");
    }

    @Test
    void whoHasYetToSayWhoTheyAreIsBoundedByAddress() {
        open(builder -> builder.authenticator(byName).limit(Limit.UNAUTHENTICATED_CONNECTIONS_PER_ADDRESS, 2));
        for (int i = 0; i < 5; i++) {
            fake.connectFrom("192.0.2.1").say("token ann").awaitLine("welcome ann");
        }
        fake.connectFrom("192.0.2.1");
        FakeConnection last = fake.connectFrom("192.0.2.1");
        assertThat(fake.connectFrom("192.0.2.1").awaitLineOf("bye"))
                .isEqualTo("bye LIMIT_REACHED no more than 2 unauthenticatedConnectionsPerAddress");
        fake.connectFrom("192.0.2.2").say("token bob").awaitLine("welcome bob");
        last.say("token ann").awaitLine("welcome ann");
        fake.connectFrom("192.0.2.1").say("token ann").awaitLine("welcome ann");
    }

    @Test
    void whereWrongTokensComeFromLoginsWaitAndElsewhereTheyDoNot() {
        open(builder -> builder.authenticator(byName)
                .limit(Limit.FAILED_LOGINS_PER_SECOND_PER_ADDRESS, 10)
                .limit(Limit.UNAUTHENTICATED_CONNECTIONS_PER_ADDRESS, 1_000));
        List<FakeConnection> guessing = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            guessing.add(fake.connectFrom("192.0.2.66").say("token wrong", "token wrong"));
        }
        // a second's worth at once, and what was under way by then
        Collector.soon(() -> assertThat(asked.get()).isGreaterThanOrEqualTo(10));
        fake.settle();
        fake.connectFrom("192.0.2.1").say("token ann").awaitLine("welcome ann");
        FakeConnection here = fake.connect().say("token wrong", "token wrong", "token bob");
        here.awaitLine("welcome bob");
        FakeConnection neighbour = fake.connectFrom("192.0.2.66").say("token eve");
        fake.settle();
        assertThat(neighbour.lines()).as("waits like the rest").isEmpty();
        time.advance(Duration.ofSeconds(5));
        neighbour.awaitLine("welcome eve");
        assertThat(neighbour.isClosed()).isFalse();
        assertThat(guessing).allMatch(client -> client.lines().stream().noneMatch(line -> line.contains("LIMIT")));
    }

    @Test
    void tenThousandWrongTokensFromOneAddressCostTheAuthenticatorFew() {
        open(builder -> builder.authenticator(byName).executor(Runnable::run));
        int seconds = 50;
        int tries = 0;
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < 200; i++) {
                fake.connectFrom("192.0.2.66").say("token wrong");
                tries++;
            }
            fake.connectFrom("192.0.2.1").say("token ann").awaitLine("welcome ann");
            time.advance(Duration.ofSeconds(1));
            fake.settle();
        }
        assertThat(tries).isEqualTo(10_000);
        // who waits does so for 5 seconds at most, and 200 may wait at a time
        assertThat(asked.get() - seconds).isLessThan(200 + seconds * 40);
    }

    @Test
    void whoGuessesAndLeavesIsNotRemembered() {
        AtomicInteger timers = new AtomicInteger();
        Time counting = new Time() {
            @Override
            public Instant now() {
                return time.now();
            }

            @Override
            public long nanoTime() {
                return time.nanoTime();
            }

            @Override
            public Timer schedule(Duration delay, Runnable work) {
                timers.incrementAndGet();
                Timer timer = time.schedule(delay, () -> {
                    timers.decrementAndGet();
                    work.run();
                });
                return () -> {
                    timers.decrementAndGet();
                    timer.cancel();
                };
            }
        };
        open(builder -> builder.authenticator(byName).executor(Runnable::run).time(counting));
        int before = timers.get();
        for (int i = 0; i < 500; i++) {
            FakeConnection guessing = fake.connectFrom("192.0.2.66").say("token wrong");
            fake.settle();
            guessing.hangUp();
        }
        fake.settle();
        assertThat(asked.get()).as("the rest would have waited").isLessThan(50);
        assertThat(timers.get()).isLessThan(before + 20);
    }

    @Test
    void subscriptionsAltogetherAreBounded() {
        open(builder -> builder.limit(Limit.SUBSCRIPTIONS, 3));
        broker.channel("a").subscribe(message -> {}).started().join();
        FakeConnection one = fake.connect().say("sub a", "sub b");
        one.awaitLineOf("subscribed");
        Collector.soon(() -> assertThat(one.lines()).hasSize(2));
        assertThat(fake.connect().say("sub c").awaitLineOf("err"))
                .isEqualTo("err LIMIT_REACHED no more than 3 subscriptions");
        one.say("unsub b").awaitLine("unsubscribed true");
        Collector.soon(() -> assertThat(broker.stats().subscriptions()).isEqualTo(2));
        fake.connect().say("sub c").awaitLine("subscribed 0");
    }
}
