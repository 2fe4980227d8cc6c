package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Durability;
import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PullSubscription;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.Tuning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Rules and limits that change while the broker runs")
@Timeout(60)
class ReloadTest {
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

    private void reload(UnaryOperator<Tuning> change) {
        broker.reload(change.apply(broker.tuning()));
    }

    @Test
    void whatAChannelKeepsChangesWithItsNextMessage() {
        open(builder -> builder.channels("news", ChannelRules.keep(100)));
        Channel news = broker.channel("news");
        for (int i = 1; i <= 50; i++) {
            news.publish("m" + i).join();
        }
        reload(tuning -> tuning.channels("news", ChannelRules.keep(3)));
        assertThat(news.rules().keepCount()).isEqualTo(3);
        news.publish("m51").join();
        assertThat(kept(news)).containsExactly("m49", "m50", "m51");
        reload(tuning -> tuning.channels("news", ChannelRules.keep(5)));
        for (int i = 52; i <= 60; i++) {
            news.publish("m" + i).join();
        }
        assertThat(kept(news)).containsExactly("m56", "m57", "m58", "m59", "m60");
    }

    @Test
    void theLargestPayloadChangesForChannelsAndConnectionsThatAreThere() {
        open(builder -> builder.channels(ChannelRules.defaults().maxPayload(10)));
        Channel news = broker.channel("news");
        FakeConnection client = fake.connect();
        refused(news.publish("x".repeat(20)), ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(client.say("pub news " + "x".repeat(20)).awaitLineOf("err")).contains("maxPayload 10");
        reload(tuning -> tuning.channels(ChannelRules.defaults().maxPayload(10_000)));
        news.publish("x".repeat(20)).join();
        client.say("pub news " + "x".repeat(9_000)).awaitLine("accepted 2");
        reload(tuning -> tuning.channels(ChannelRules.defaults().maxPayload(15)));
        refused(news.publish("x".repeat(20)), ErrorCode.PAYLOAD_TOO_LARGE);
        refused(news.publishAll(List.of(Publication.of("x".repeat(20)))), ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void messagesASecondAreBoundedInTheProcessToo() {
        open(builder -> builder.channels("chat.*", ChannelRules.defaults().publishesPerSecond(3)));
        Channel chat = broker.channel("chat.a");
        chat.publish("1").join();
        fake.connect().say("pub chat.a 2", "pub chat.a 3").awaitLine("accepted 3");
        assertThatThrownBy(() -> chat.publish("4").join())
                .hasCauseInstanceOf(PushCoreException.class)
                .hasMessageContaining("no more than 3 publishesPerSecond on channel chat.a; try again in 334 ms")
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(PushCoreException.class))
                .satisfies(why -> assertThat(why.code()).isEqualTo(ErrorCode.LIMIT_REACHED))
                .satisfies(why -> assertThat(why.retryAfter()).isEqualTo(Duration.ofMillis(334)));
        assertThat(fake.connect().say("pub chat.a 4").awaitLineOf("err")).contains("publishesPerSecond");
        broker.channel("chat.b").publish("other").join();
        broker.channel("free").publish("other").join();
        time.advance(Duration.ofMillis(400));
        chat.publish("4").join();
        refused(chat.publishAll(List.of(Publication.of("5"), Publication.of("6"))), ErrorCode.LIMIT_REACHED);
        reload(tuning -> tuning.channels("chat.*", ChannelRules.defaults()));
        chat.publish("5").join();
        assertThat(broker.stats().refused()).isEqualTo(3);
    }

    @Test
    void publishingThatWaitsForReadersGoesOnWhenTheRuleIsGone() {
        open(builder -> builder.limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 4_000)
                .channels(ChannelRules.keep(10).waitWhenReadersLag(Duration.ofHours(1))));
        Channel news = broker.channel("news");
        PullSubscription standing = news.pull(Start.now());
        standing.started().join();
        List<CompletableFuture<Published>> publishes = publish(news, 100);
        assertThat(publishes.get(99)).isNotDone();
        // a longer wait begins anew, and ends
        reload(tuning -> tuning.channels(ChannelRules.keep(10).waitWhenReadersLag(Duration.ofHours(2))));
        time.advance(Duration.ofMinutes(90));
        assertThat(publishes.get(99)).isNotDone();
        reload(tuning -> tuning.channels(ChannelRules.keep(10)));
        CompletableFuture.allOf(publishes.toArray(CompletableFuture[]::new)).join();
    }

    @Test
    void aWaitThatWasMadeLongerEndsAllTheSame() {
        open(builder -> builder.limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 4_000)
                .channels(ChannelRules.keep(10).waitWhenReadersLag(Duration.ofSeconds(5))));
        Channel news = broker.channel("news");
        news.pull(Start.now()).started().join();
        List<CompletableFuture<Published>> publishes = publish(news, 100);
        reload(tuning -> tuning.channels(ChannelRules.keep(10).waitWhenReadersLag(Duration.ofSeconds(60))));
        time.advance(Duration.ofSeconds(6));
        assertThat(publishes.get(99)).isNotDone();
        time.advance(Duration.ofSeconds(60));
        CompletableFuture.allOf(publishes.toArray(CompletableFuture[]::new)).join();
    }

    @Test
    void aLogCannotBeGivenOrTakenWhileItsChannelIsInUse() {
        open(builder -> builder.channels("chat.*", ChannelRules.keep(10)));
        broker.channel("chat.a").publish("m1").join();
        Tuning before = broker.tuning();
        assertThatThrownBy(() ->
                        reload(tuning -> tuning.limit(Limit.CONNECTIONS, 1).channels("chat.*", ChannelRules.live())))
                .hasMessage("channels(\"chat.*\") cannot change between live() and keeping a log while channel chat.a"
                        + " is in use");
        assertThat(broker.tuning()).isSameAs(before);
        assertThat(broker.channel("chat.b").rules().isLive()).isFalse();
        reload(tuning -> tuning.channels("other.*", ChannelRules.live()));
        broker.channel("other.a").publish("m1").join();
        assertThat(broker.channel("other.a").rules().isLive()).isTrue();
    }

    @Test
    void whatDoesNotFitIsNamedAndNothingChanges() {
        open(builder -> builder);
        Tuning before = broker.tuning();
        assertThatThrownBy(() -> reload(tuning -> tuning.channels(ChannelRules.keep(1))
                        .channels("a.*", ChannelRules.keep(1).durability(Durability.DISK))))
                .hasMessage("channels(\"a.*\") asks for durability DISK, the storage reaches MEMORY");
        assertThatThrownBy(() -> reload(tuning -> tuning.limit(Limit.CONNECTIONS, 0)))
                .hasMessage("connections must be positive: 0");
        assertThat(broker.tuning()).isSameAs(before);
        assertThat(broker.channel("news").rules()).isEqualTo(ChannelRules.defaults());
    }

    @Test
    void limitsHoldForConnectionsThatAreThereFromTheirNextCommand() {
        open(builder -> builder);
        FakeConnection client = fake.connect().say("sub a", "sub b");
        Collector.soon(() -> assertThat(client.lines()).hasSize(2));
        reload(tuning -> tuning.limit(Limit.CHANNELS_PER_CONNECTION, 2)
                .limit(Limit.COMMANDS_PER_SECOND_PER_CONNECTION, 1)
                .limit(Limit.CONNECTIONS, 1));
        assertThat(client.say("sub c").awaitLineOf("err")).contains("no more than 2 channelsPerConnection");
        client.say("ping")
                .awaitLine("err LIMIT_REACHED no more than 1 commandsPerSecondPerConnection; try again in 1 s");
        assertThat(fake.connect().awaitLineOf("bye")).contains("no more than 1 connections");
        assertThat(client.isClosed()).isFalse();
        reload(tuning -> Tuning.defaults());
        time.advance(Duration.ofSeconds(1));
        client.say("sub c").awaitLine("subscribed 0");
        client.say("sub d", "ping").awaitLine("ok");
    }

    @Test
    void everyLimitCanBeOff() {
        open(builder -> {
            for (Limit limit : Limit.values()) {
                builder.limit(limit, Limit.OFF);
            }
            return builder;
        });
        FakeConnection client = fake.connect().say("issue ann", "sub a", "pub a m1", "call x");
        client.awaitLine("msg a 1 - m1").awaitLineOf("token ");
        FakeConnection silent = fake.connect();
        time.advance(Duration.ofDays(30));
        fake.settle();
        assertThat(silent.isClosed()).isFalse();
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void nothingIsLostWhenRulesChangeInTheMiddleOfLoad() {
        open(builder -> builder.channels("c.>", ChannelRules.keep(100_000)));
        int publishers = 2;
        int count = 20_000;
        Collector reader = new Collector();
        broker.channel("c.load").subscribe(Start.now(), reader).started().join();
        FakeConnection client = fake.connect().say("sub c.load");
        client.awaitLine("subscribed 0");
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> reloading = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; !done.get(); i++) {
                        int keep = i % 2 == 0 ? 50_000 : 100_000;
                        broker.reload(Tuning.defaults()
                                .channels("c.>", ChannelRules.keep(keep).maxPayload(100 + i % 7))
                                .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, (32L << 20) + i % 5));
                    }
                },
                ReloadTest::onItsOwn);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int p = 0; p < publishers; p++) {
            String name = "p" + p + "-";
            threads.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < count; i++) {
                            broker.channel("c.load").publish(name + i).join();
                        }
                    },
                    ReloadTest::onItsOwn));
        }
        threads.forEach(CompletableFuture::join);
        done.set(true);
        reloading.join();
        reader.awaitEvents(publishers * count);
        assertThat(reader.gaps()).isEmpty();
        assertThat(reader.messages()).extracting(Message::offset).isSorted().doesNotHaveDuplicates();
        client.awaitLineOf("msg c.load " + publishers * count + " ");
        assertThat(client.lines()).hasSize(publishers * count + 1);
        reload(tuning -> tuning.channels("c.>", ChannelRules.keep(7)));
        broker.channel("c.load").publish("last").join();
        assertThat(kept(broker.channel("c.load"))).hasSize(7).endsWith("last");
    }

    /** The common pool may have one thread only, which the reloading would keep to itself. */
    private static void onItsOwn(Runnable work) {
        new Thread(work).start();
    }

    private static List<CompletableFuture<Published>> publish(Channel channel, int count) {
        List<CompletableFuture<Published>> publishes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            publishes.add(channel.publish("x".repeat(100)));
        }
        return publishes;
    }

    private static List<String> kept(Channel channel) {
        return channel.history(History.earliest().limit(1_000)).join().messages().stream()
                .map(Message::text)
                .toList();
    }

    private static void refused(CompletableFuture<?> asked, ErrorCode code) {
        assertThatThrownBy(asked::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(PushCoreException.class))
                .satisfies(why -> assertThat(why.code()).isEqualTo(code));
    }
}
