package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.EventRecord;
import io.pushcore.EventSource;
import io.pushcore.Farewell;
import io.pushcore.History;
import io.pushcore.Identity;
import io.pushcore.IngestRules;
import io.pushcore.IngestedEvent;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Reader;
import io.pushcore.Start;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("R6: after close() every call is refused as CLOSED")
@Timeout(60)
class AfterCloseTest {
    /** What tells of the broker and of names only. */
    private static final Set<String> ANSWERED = Set.of(
            "channel(String)",
            "stats()",
            "state()",
            "ownerOf(String)",
            "tuning()",
            "transports()",
            "close()",
            "close(Duration)",
            "name()",
            "rules()");

    private static final Reader READER = message -> {};

    private static final Map<String, Function<Broker, CompletableFuture<?>>> CALLS = new TreeMap<>(Map.ofEntries(
            Map.entry("subscribe(String,Reader)", broker -> told(broker.subscribe("*", READER))),
            Map.entry("reload(Tuning)", AfterCloseTest::reloaded),
            Map.entry("sessions(int)", broker -> broker.sessions(1)),
            Map.entry("sessions(String,int)", broker -> broker.sessions("ann", 1)),
            Map.entry(
                    "disconnect(String,Farewell,String)",
                    broker -> broker.disconnect("id", Farewell.RECONNECT, "late")),
            Map.entry(
                    "disconnectUser(String,Farewell,String)",
                    broker -> broker.disconnectUser("ann", Farewell.STAY_AWAY, "late")),
            Map.entry("issueToken(Identity)", broker -> broker.issueToken(Identity.of("ann"))),
            Map.entry("inbox(String)", broker -> told(broker.inbox("ann"))),
            Map.entry("inbox(String,String)", broker -> told(broker.inbox("ann", "phone"))),
            Map.entry("push(String,Publication)", broker -> broker.push("ann", Publication.of("late"))),
            Map.entry("push(String,String)", broker -> broker.push("ann", "late")),
            Map.entry("push(String,Payload)", broker -> broker.push("ann", Payload.of("late"))),
            Map.entry("pushAll(List,Publication)", broker -> broker.pushAll(List.of(), Publication.of("late"))),
            Map.entry("pushIfOnline(String,Publication)", broker -> broker.pushIfOnline("ann", Publication.of("late"))),
            Map.entry("broadcast(Payload)", broker -> broker.broadcast(Payload.of("late"))),
            Map.entry(
                    "ingest(EventSource,EventDecoder,IngestRules)",
                    broker -> told(broker.ingest(new NoRecords(), AfterCloseTest::decoded, IngestRules.defaults()))),
            Map.entry("drain(Duration)", broker -> broker.drain(Duration.ofSeconds(1))),
            Map.entry("probe(Duration)", broker -> broker.probe(Duration.ofSeconds(1))),
            on("publish(Publication)", channel -> channel.publish(Publication.of("late"))),
            on("publish(String)", channel -> channel.publish("late")),
            on("publish(Payload)", channel -> channel.publish(Payload.of("late"))),
            on("publishAll(List)", channel -> channel.publishAll(List.of())),
            on("subscribe(Reader)", channel -> told(channel.subscribe(READER))),
            on("subscribe(Start,Reader)", channel -> told(channel.subscribe(Start.earliest(), READER))),
            on("pull(Start)", channel -> told(channel.pull(Start.now()))),
            on("flow(Start)", channel -> end(channel.flow(Start.now()))),
            on("history(History)", channel -> channel.history(History.earliest())),
            on("follow(String)", channel -> channel.follow("ann")),
            on("unfollow(String)", channel -> channel.unfollow("ann")),
            on("followers(String,int)", channel -> channel.followers("", 1)),
            on("durable(String,Start)", channel -> channel.durable("name", Start.now())),
            on("forgetDurable(String)", channel -> channel.forgetDurable("name")),
            on("head()", Channel::head),
            on("presence()", Channel::presence),
            on("delete()", Channel::delete)));

    static Stream<String> calls() {
        return CALLS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void itIsRefused(String call) {
        assertRefused(call, Broker.builder());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void soItIsOnAChannelWithoutALog(String call) {
        assertRefused(call, Broker.builder().channels(ChannelRules.live()));
    }

    @Test
    void everyPublicMethodIsAmongThese() {
        Set<String> all = new TreeSet<>();
        for (Class<?> type : List.of(Broker.class, Channel.class)) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()))
                    .filter(method -> !Modifier.isStatic(method.getModifiers()))
                    .map(AfterCloseTest::signature)
                    .filter(signature -> !ANSWERED.contains(signature))
                    .forEach(all::add);
        }
        assertThat(CALLS.keySet()).isEqualTo(all);
    }

    private static void assertRefused(String call, Broker.Builder builder) {
        Broker broker = builder.build();
        broker.channel("news").publish("in time").join();
        broker.close();
        ClosingTest.assertCode(called(CALLS.get(call), broker), ErrorCode.CLOSED);
    }

    /** What was refused at once, as a future. */
    private static CompletableFuture<?> called(Function<Broker, CompletableFuture<?>> call, Broker broker) {
        try {
            return call.apply(broker);
        } catch (PushCoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static Map.Entry<String, Function<Broker, CompletableFuture<?>>> on(
            String signature, Function<Channel, CompletableFuture<?>> call) {
        return Map.entry(signature, broker -> call.apply(broker.channel("news")));
    }

    private static CompletableFuture<?> reloaded(Broker broker) {
        broker.reload(broker.tuning());
        return told(broker);
    }

    private static IngestedEvent decoded(EventRecord one) {
        return IngestedEvent.toChannel("news", Publication.of(one.payload()));
    }

    /** A log that never has anything. */
    private static final class NoRecords implements EventSource {
        @Override
        public List<EventRecord> poll(Duration atMost) {
            return List.of();
        }

        @Override
        public void commit(List<EventRecord> last) {}

        @Override
        public void close() {}
    }

    private static CompletableFuture<?> told(Object subscription) {
        return CompletableFuture.completedFuture(subscription);
    }

    private static CompletableFuture<?> end(Flow.Publisher<Event> publisher) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            public void onNext(Event event) {}

            @Override
            public void onError(Throwable failure) {
                end.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                end.complete(null);
            }
        });
        return end;
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }
}
