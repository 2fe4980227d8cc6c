package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.RequestHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What clients ask the application itself")
@Timeout(60)
class RequestsTest {
    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Payload> later = new CompletableFuture<>();
    private Broker broker;

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private void open(UnaryOperator<Broker.Builder> more) {
        broker = more.apply(Broker.builder().transport(fake).time(time)).build();
    }

    /** Says who asked what, unless the method is one that fails. */
    private final class Echo implements RequestHandler {
        @Override
        public CompletionStage<Payload> call(Identity who, String method, Payload data) {
            return switch (method) {
                case "later" -> later;
                case "never" -> new CompletableFuture<>();
                case "refuses" ->
                    CompletableFuture.failedFuture(new PushCoreException(ErrorCode.FORBIDDEN, "not for you"));
                case "throws" -> throw new IllegalStateException("secret details");
                case "error" -> throw new StackOverflowError("secret details");
                case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("secret details"));
                case "null" -> null;
                case "nothing" -> CompletableFuture.completedFuture(null);
                default -> CompletableFuture.completedFuture(Payload.of(who.user() + " " + method + " " + data.text()));
            };
        }

        @Override
        public void tell(Identity who, Payload data) {
            if (data.text().equals("throws")) {
                throw new IllegalStateException("secret details");
            }
            told.add(who.user() + " " + data.text());
        }
    }

    @Test
    void withoutAHandlerThereIsNothingToCall() {
        open(builder -> builder);
        FakeConnection client = fake.connect().say("call add 1", "tell x", "ping");
        client.awaitLine("ok");
        assertThat(client.lines())
                .hasSize(3)
                .filteredOn(line -> line.startsWith("err NOT_FOUND"))
                .hasSize(2);
    }

    @Test
    void theApplicationAnswersAndKnowsWhoAsks() {
        open(builder -> builder.requests(new Echo()));
        FakeConnection client = fake.connect().say("user ann", "call add 1", "call add 2", "tell it", "ping");
        client.awaitLine("result ann add 2");
        Collector.soon(() ->
                assertThat(client.lines()).containsExactly("ok", "result ann add 1", "result ann add 2", "ok", "ok"));
        assertThat(told).containsExactly("ann it");
    }

    @Test
    void aSessionWithoutCredentialsAsksNothing() {
        Authenticator nobody = credentials -> CompletableFuture.failedFuture(new IllegalStateException());
        open(builder -> builder.requests(new Echo()).authenticator(nobody).authorizer(Authorizer.allowAll()));
        assertThat(fake.connect().say("call add 1").awaitLineOf("err ")).startsWith("err UNAUTHENTICATED");
        assertThat(fake.connect().say("tell x").awaitLineOf("err ")).startsWith("err UNAUTHENTICATED");
        assertThat(told).isEmpty();
    }

    @Test
    void aRefusalIsToldAndAFailureSaysNoMoreThanThat() {
        open(builder -> builder.requests(new Echo()));
        fake.connect().say("call refuses x").awaitLine("err FORBIDDEN not for you");
        for (String wrong : List.of(
                "call throws x", "call error x", "call fails x", "call null x", "call nothing x", "tell throws")) {
            fake.connect().say(wrong).awaitLine("err INTERNAL the application failed to answer");
        }
    }

    @Test
    void anAnswerThatTakesItsTimeHoldsUpItsOwnConnectionOnly() {
        open(builder -> builder.requests(new Echo()));
        FakeConnection waiting = fake.connect().say("call later x", "ping");
        fake.connect().say("call add 1").awaitLine("result  add 1");
        assertThat(waiting.lines()).isEmpty();
        later.complete(Payload.of("at last"));
        waiting.awaitLine("ok");
        assertThat(waiting.lines()).containsExactly("result at last", "ok");
    }

    @Test
    void anAnswerThatNeverComesIsGivenUpAfterALimit() {
        open(builder -> builder.requests(new Echo()).limit(Limit.CALL_WITHIN_MILLIS, 5_000));
        FakeConnection client = fake.connect().say("call never x", "call later x", "ping");
        time.advance(Duration.ofSeconds(4));
        fake.settle();
        assertThat(client.lines()).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(client.awaitLineOf("err ")).startsWith("err TIMEOUT").contains("callWithinMillis");
        later.complete(Payload.of("in time"));
        client.awaitLine("ok");
        assertThat(client.lines()).hasSize(3).contains("result in time");
    }

    @Test
    void whoIsGoneIsNotAnswered() {
        open(builder -> builder.requests(new Echo()));
        FakeConnection client = fake.connect().say("call later x");
        client.hangUp();
        Collector.soon(() -> assertThat(broker.stats().connections()).isZero());
        later.complete(Payload.of("too late"));
        fake.connect().say("ping").awaitLine("ok");
        assertThat(client.lines()).isEmpty();
    }
}
