package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Presence;
import io.pushcore.Publication;
import io.pushcore.Start;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A codec whose commands do not come as bytes is asked again whenever the next may run")
@Timeout(60)
class CodecWithItsOwnQueueTest {
    private final FakeListener fake = new FakeListener();
    private final FrozenStorage storage = new FrozenStorage();
    private final List<CompletableFuture<Authorizer.Decision>> questions = new ArrayList<>();
    private final Broker broker = Broker.builder()
            .transport(fake)
            .storage(storage)
            .time(ManualTime.create())
            .limit(Limit.UNSENT_BYTES_PER_CONNECTION, 100)
            .limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL, 1_000)
            .authorizer((who, action, channel) -> question(channel))
            .build();
    private final Queued queued = new Queued();
    private final FakeConnection client = fake.connect(queued);

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private CompletableFuture<Authorizer.Decision> question(String channel) {
        CompletableFuture<Authorizer.Decision> answer = new CompletableFuture<>();
        if (!channel.startsWith("asked")) {
            answer.complete(Authorizer.Decision.allow());
        }
        synchronized (questions) {
            questions.add(answer);
        }
        return answer;
    }

    private void allow(int question) {
        Collector.soon(() -> assertThat(questions()).hasSizeGreaterThan(question));
        questions().get(question).complete(Authorizer.Decision.allow());
    }

    private List<CompletableFuture<Authorizer.Decision>> questions() {
        synchronized (questions) {
            return List.copyOf(questions);
        }
    }

    @Test
    void allThatStandsInItIsServedInItsOrderWithOnePoke() {
        queued.add(new Command.Ping(), subscribe("news"), publish("news", "m1"), publish("news", "m2"));
        queued.add(new Command.Unsubscribe("news"), new Command.Ping());
        client.poke();
        awaitAnswers("done", "subscribed", "accepted 1", "accepted 2", "unsubscribed", "done");
        assertThat(client.isReading()).isTrue();
    }

    @Test
    void afterAnAnswerThatTookItsTimeItIsAskedAgain() {
        queued.add(subscribe("asked.one"), subscribe("asked.two"), publish("asked.three", "m"), new Command.Ping());
        client.poke();
        allow(0);
        allow(1);
        allow(2);
        awaitAnswers("subscribed", "subscribed", "accepted 1", "done");
        Collector.soon(() -> assertThat(client.isReading()).isTrue());
    }

    @Test
    void aPokeWhileACommandIsUnderWayIsNotLost() {
        queued.add(subscribe("asked"));
        client.poke();
        assertThat(client.isReading()).isFalse();
        queued.add(new Command.Ping(), new Command.Ping());
        client.poke();
        assertThat(answers()).isEmpty();
        allow(0);
        awaitAnswers("subscribed", "done", "done");
    }

    @Test
    void whatWasNotSentHoldsItUpUntilItIs() {
        client.stand();
        queued.add(Stream.generate(Command.Ping::new).limit(500).toArray(Command[]::new));
        client.poke();
        assertThat(client.isReading()).isFalse();
        client.poke();
        assertThat(queued.commands).hasSizeGreaterThan(400);
        client.goOn();
        Collector.soon(() -> assertThat(answers()).hasSize(500));
        Collector.soon(() -> assertThat(client.isReading()).isTrue());
    }

    @Test
    void whatThereIsNoRoomForHoldsItUpUntilThereIs() {
        storage.set("asked.slow", FrozenStorage.Mode.FROZEN);
        Command large = publish("asked.slow", "x".repeat(600));
        queued.add(large, large, large, new Command.Ping());
        client.poke();
        allow(0);
        allow(1);
        client.poke();
        assertThat(client.isReading()).isFalse();
        assertThat(questions()).hasSize(2);
        storage.thaw("asked.slow");
        allow(2);
        awaitAnswers("accepted 1", "accepted 2", "accepted 3", "done");
        Collector.soon(() -> assertThat(client.isReading()).isTrue());
    }

    @Test
    void whoSaysThatNothingMoreComesIsStillAnsweredAll() {
        client.stand();
        queued.add(Stream.generate(Command.Ping::new).limit(200).toArray(Command[]::new));
        client.poke();
        client.sayNoMore();
        client.goOn();
        Collector.soon(() -> assertThat(client.isClosed()).isTrue());
        assertThat(answers()).hasSize(200);
    }

    @Test
    void itKnowsItsSessionByTheNameThatPresenceShows() {
        queued.add(subscribe("news"));
        client.poke();
        awaitAnswers("subscribed");
        assertThat(broker.channel("news").presence().join())
                .extracting(Presence::session)
                .containsExactly(queued.session);
    }

    private static Command subscribe(String channel) {
        return new Command.Subscribe(channel, Start.now(), false);
    }

    private static Command publish(String channel, String text) {
        return new Command.Publish(channel, Publication.of(text));
    }

    private void awaitAnswers(String... answers) {
        Collector.soon(() -> assertThat(answers()).containsExactly(answers));
    }

    private List<String> answers() {
        return client.lines().stream().filter(line -> !line.startsWith("msg ")).toList();
    }

    /** A dialect for one connection, with the commands that a test puts into it. */
    private static final class Queued implements Dialect, Codec {
        final Queue<Command> commands = new ArrayDeque<>();
        volatile String session = "";

        void add(Command... more) {
            commands.addAll(List.of(more));
        }

        @Override
        public String name() {
            return "queued";
        }

        @Override
        public Codec open(Terms terms) {
            session = terms.session();
            return this;
        }

        @Override
        public Command decode(ByteBuffer in) {
            return commands.poll();
        }

        @Override
        public WireForm form() {
            return FakeDialect.FORM;
        }

        @Override
        public void encode(Command command, Reply reply, Output out) {
            if (reply instanceof Reply.Accepted accepted) {
                out.put("accepted ").decimal(accepted.published().position().offset());
            } else {
                out.put(
                        reply instanceof Reply.Done
                                ? "done"
                                : command instanceof Command.Subscribe ? "subscribed" : "unsubscribed");
            }
            out.put('\n');
        }

        @Override
        public void encode(Event event, Output out) {}

        @Override
        public void farewell(ErrorCode code, String sentence, Output out) {
            out.put("bye\n");
        }
    }
}
