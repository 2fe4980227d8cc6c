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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Who may do what on a connection")
@Timeout(60)
class AccessTest {
    /** The token is the user's name; {@code wrong}, {@code throws} and {@code hangs} do what they say. */
    private static final Authenticator BY_NAME = credentials -> switch (credentials.token()) {
        case "wrong" ->
            CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "secret details"));
        case "expired" ->
            CompletableFuture.failedFuture(new PushCoreException(ErrorCode.CREDENTIALS_EXPIRED, "secret details"));
        case "busy" -> CompletableFuture.failedFuture(new PushCoreException(ErrorCode.BUSY, "secret details"));
        case "slow" -> CompletableFuture.failedFuture(new PushCoreException(ErrorCode.TIMEOUT, "secret details"));
        case "past" -> CompletableFuture.completedFuture(Identity.of("past").expires(Instant.EPOCH));
        case "throws" -> throw new IllegalStateException("secret details");
        case "error" -> throw new StackOverflowError("as the test says");
        case "hangs" -> new CompletableFuture<>();
        case "waiter" -> CompletableFuture.completedFuture(Identity.of("waiter").grants(Identity.GRANT_WAIT));
        default -> CompletableFuture.completedFuture(Identity.of(credentials.token()));
    };

    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private Broker broker;

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private Broker open(UnaryOperator<Broker.Builder> more) {
        broker = more.apply(Broker.builder().transport(fake).time(time)).build();
        return broker;
    }

    @Test
    void credentialsThatHeldOnceAreToldFromWrongOnesAndAreNoGuesses() {
        open(builder -> builder.authenticator(BY_NAME));
        FakeConnection client = fake.connect();
        for (int i = 0; i < 6; i++) {
            client.say("token " + (i % 2 == 0 ? "expired" : "past"));
        }
        client.say("token ann").awaitLine("welcome ann");
        assertThat(client.lines())
                .filteredOn(line -> line.equals("err CREDENTIALS_EXPIRED credentials have expired"))
                .hasSize(6);
    }

    @Test
    void whoCannotBeToldNowIsToldToTryAgainAndMakesNoGuess() {
        open(builder -> builder.authenticator(BY_NAME)
                .authorizer((identity, action, channel) -> channel.equals("later")
                        ? CompletableFuture.failedFuture(new PushCoreException(ErrorCode.BUSY, "secret details"))
                        : CompletableFuture.completedFuture(Authorizer.Decision.allow())));
        FakeConnection client = fake.connect();
        for (int i = 0; i < 6; i++) {
            client.say("token " + (i % 2 == 0 ? "busy" : "slow"));
        }
        client.say("token ann").awaitLine("welcome ann");
        assertThat(client.lines())
                .filteredOn(line -> line.equals("err BUSY who you are cannot be told now; try again"))
                .hasSize(6);
        client.say("sub later").awaitLine("err BUSY whether this is allowed cannot be told now; try again");
    }

    @Test
    void withoutAnAuthenticatorEveryoneMayDoEverything() {
        open(builder -> builder);
        FakeConnection client = fake.connect().say("user ann", "sub news", "pub news hello");
        client.awaitLine("msg news 1 ann hello").awaitLine("accepted 1").awaitLine("subscribed 0");
        client.say("presence news").awaitLine("present ann");
    }

    @Test
    void withoutAnAuthorizerNobodySendsAsSomebodyElse() {
        open(builder -> builder);
        FakeConnection client = fake.connect().say("sub news", "as ann news", "user ann", "as ann news");
        client.awaitLine("err FORBIDDEN one acts as oneself: ann").awaitLine("msg news 1 ann as ann");
    }

    @Test
    void theAuthorizerSaysWhoSendsAsWhom() {
        open(builder -> builder.authenticator(BY_NAME)
                .authorizer((identity, action, channel) -> CompletableFuture.completedFuture(
                        action != Authorizer.Action.IMPERSONATE || channel.equals("@bob")
                                ? Authorizer.Decision.allow()
                                : Authorizer.Decision.deny("not as " + channel))));
        FakeConnection client = fake.connect().say("token ann", "sub news", "as eve news", "as bob news", "pub news z");
        client.awaitLine("err FORBIDDEN not as @eve")
                .awaitLine("msg news 1 bob as bob")
                .awaitLine("msg news 2 ann z");
    }

    @Test
    void withOneNothingIsDoneBeforeCredentialsWereShown() {
        open(builder -> builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll()));
        for (String command : List.of(
                "sub news",
                "sub *",
                "pub news x",
                "history news",
                "presence news",
                "issue ann",
                "user ann",
                "unsub news")) {
            FakeConnection client = fake.connect().say(command);
            assertThat(client.awaitLineOf("err ")).startsWith("err UNAUTHENTICATED");
        }
        fake.connect().say("ping").awaitLine("ok");
        assertThat(broker.stats().published()).isZero();
        assertThat(broker.stats().channels()).isZero();
    }

    @Test
    void withoutAnAuthorizerOnlySubscribingIsAllowed() {
        open(builder -> builder.authenticator(BY_NAME));
        FakeConnection client = fake.connect().say("token ann");
        client.awaitLine("welcome ann");
        client.say("sub news").awaitLine("subscribed 0");
        for (String command :
                List.of("pub news x", "history news", "presence news", "issue bob", "user bob", "wait other")) {
            FakeConnection other = fake.connect().say("token ann", command);
            assertThat(other.awaitLineOf("err ")).startsWith("err FORBIDDEN");
        }
    }

    @Test
    void theGrantToMakePublishingWaitIsAskedFor() {
        open(builder -> builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll()));
        fake.connect().say("token waiter", "wait news").awaitLine("subscribed 0");
    }

    @Test
    void theAuthorizerIsAskedAndMayTakeItsTime() {
        List<CompletableFuture<Authorizer.Decision>> asked = new ArrayList<>();
        List<String> whats = new ArrayList<>();
        open(builder -> builder.authenticator(BY_NAME).authorizer((identity, action, channel) -> {
            CompletableFuture<Authorizer.Decision> decision = new CompletableFuture<>();
            synchronized (asked) {
                whats.add(identity.user() + " " + action + " " + channel);
                asked.add(decision);
            }
            return decision;
        }));
        FakeConnection client = fake.connect().say("token ann", "sub news", "pub news hello", "ping");
        Collector.soon(() -> assertThat(size(asked)).isEqualTo(1));
        assertThat(client.lines()).containsExactly("welcome ann");
        asked.get(0).complete(Authorizer.Decision.allow());
        Collector.soon(() -> assertThat(size(asked)).isEqualTo(2));
        asked.get(1).complete(Authorizer.Decision.deny("not today"));
        client.awaitLine("ok");
        assertThat(client.lines()).containsExactly("welcome ann", "subscribed 0", "err FORBIDDEN not today", "ok");
        assertThat(whats).containsExactly("ann SUBSCRIBE news", "ann PUBLISH news");
    }

    @Test
    void anAuthorizerThatFailsDenies() {
        open(builder -> builder.authorizer((identity, action, channel) -> switch (channel) {
            case "throws" -> throw new IllegalStateException("secret details");
            case "error" -> throw new StackOverflowError("secret details");
            case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("secret details"));
            case "null" -> null;
            default -> CompletableFuture.completedFuture(null);
        }));
        for (String channel : List.of("throws", "error", "fails", "null", "nothing")) {
            for (String command :
                    List.of("sub " + channel, "pub " + channel + " x", "history " + channel, "presence " + channel)) {
                FakeConnection client = fake.connect().say(command);
                assertThat(client.awaitLineOf("err "))
                        .startsWith("err FORBIDDEN")
                        .doesNotContain("secret");
            }
        }
        assertThat(broker.stats().published()).isZero();
    }

    @Test
    void reservedNamesAreRefusedInEveryCommand() {
        open(builder -> builder);
        for (String name : List.of("@ann", "$stats", "#ann", "@ann.inbox", "$sys.>", "@u.*")) {
            for (String command : List.of(
                    "sub " + name, "pub " + name + " x", "history " + name, "presence " + name, "wait " + name)) {
                FakeConnection client = fake.connect().say(command);
                assertThat(client.awaitLineOf("err ")).as(command).startsWith("err BAD_NAME");
            }
        }
        FakeConnection all = fake.connect().say("sub >", "sub *", "ping");
        all.awaitLine("ok");
        broker.channel("@ann").publish("no").join();
        broker.channel("$stats").publish("no").join();
        broker.channel("plain").publish("yes").join();
        all.awaitLine("msg plain 1 - yes");
        assertThat(all.lines()).noneMatch(line -> line.endsWith(" no"));
    }

    @Test
    void badNamesAreRefusedInEveryCommand() {
        open(builder -> builder);
        for (String command :
                List.of("sub a.>.b", "pub a.* x", "pub > x", "history *", "presence a\tb", "user *", "issue >")) {
            FakeConnection client = fake.connect().say(command);
            assertThat(client.awaitLineOf("err ")).as(command).startsWith("err BAD_NAME");
        }
    }

    @Test
    void aWrongLoginSaysNoMoreThanThatAndTooManyCloseTheConnection() {
        open(builder -> builder.authenticator(BY_NAME));
        FakeConnection client = fake.connect().say("token wrong", "token throws", "token error", "token wrong");
        Collector.soon(() -> assertThat(client.lines()).hasSize(4));
        assertThat(client.lines()).containsOnly("err UNAUTHENTICATED credentials are wrong or missing");
        assertThat(client.isClosed()).isFalse();
        client.say("token wrong");
        assertThat(client.awaitLineOf("bye ")).startsWith("bye UNAUTHENTICATED").contains("failedLoginsPerConnection");
        Collector.soon(() -> assertThat(client.isClosed()).isTrue());
    }

    @Test
    void whoShowsNoCredentialsIsClosedAfterTenSeconds() {
        open(builder -> builder.authenticator(BY_NAME));
        FakeConnection silent = fake.connect();
        FakeConnection pinging = fake.connect();
        FakeConnection hanging = fake.connect().say("token hangs");
        FakeConnection known = fake.connect().say("token ann");
        known.awaitLine("welcome ann");
        for (int i = 0; i < 9; i++) {
            tick();
            pinging.say("ping");
        }
        assertThat(List.of(silent, pinging, hanging)).noneMatch(FakeConnection::isClosed);
        tick();
        tick();
        for (FakeConnection closed : List.of(silent, pinging, hanging)) {
            assertThat(closed.awaitLineOf("bye ")).startsWith("bye TIMEOUT").contains("authenticateWithinMillis");
        }
        assertThat(known.isClosed()).isFalse();
    }

    @Test
    void whoDoesNotReadCannotPutTheDeadlineOff() {
        open(builder -> builder.authenticator(BY_NAME));
        FakeConnection standing = fake.connect();
        standing.stand();
        standing.say("ping");
        for (int i = 0; i < 14; i++) {
            tick();
        }
        Collector.soon(() -> assertThat(standing.isClosed()).isTrue());
    }

    @Test
    void tokensAreGoodOnceAndForTenMinutes() {
        open(builder -> builder.authenticator(Authenticator.apps(Map.of("shop", "s3cret"))));
        FakeConnection server = fake.connect().say("app shop s3cret");
        server.awaitLineOf("welcome");
        String first = issue(server, "ann");
        String second = issue(server, "bob");
        String third = issue(server, "cy");
        assertThat(List.of(first, second, third))
                .doesNotHaveDuplicates()
                .allSatisfy(token -> assertThat(token).hasSizeGreaterThan(25));
        fake.connect().say("token " + first).awaitLine("welcome ann");
        assertThat(fake.connect().say("token " + first).awaitLineOf("err ")).startsWith("err UNAUTHENTICATED");
        for (int i = 0; i < 599; i++) {
            time.advance(Duration.ofSeconds(1));
        }
        fake.connect().say("token " + second).awaitLine("welcome bob");
        time.advance(Duration.ofSeconds(2));
        assertThat(fake.connect().say("token " + third).awaitLineOf("err ")).startsWith("err UNAUTHENTICATED");
    }

    @Test
    void onlyAServerIssuesTokens() {
        open(builder -> builder.authenticator(Authenticator.apps(Map.of("shop", "s3cret"))));
        FakeConnection server = fake.connect().say("app shop s3cret");
        String token = issue(server, "ann");
        FakeConnection ann = fake.connect().say("token " + token, "issue admin");
        assertThat(ann.awaitLineOf("err ")).startsWith("err FORBIDDEN");
        for (String wrong : List.of("app shop wrong", "app other s3cret", "app shop ", "token s3cret", "token ")) {
            assertThat(fake.connect().say(wrong).awaitLineOf("err ")).startsWith("err UNAUTHENTICATED");
        }
    }

    @Test
    void connectionsWithoutCredentialsAreBounded() {
        open(builder -> builder.authenticator(BY_NAME).limit(Limit.UNAUTHENTICATED_CONNECTIONS, 3));
        fake.connect().say("token ann").awaitLine("welcome ann");
        List<FakeConnection> waiting = List.of(fake.connect(), fake.connect(), fake.connect());
        assertThat(fake.connect().awaitLineOf("bye "))
                .startsWith("bye LIMIT_REACHED")
                .contains("unauthenticatedConnections");
        waiting.get(0).say("token bob").awaitLine("welcome bob");
        Collector.soon(() -> assertThat(broker.stats().connections()).isEqualTo(4));
        fake.connect().say("token cy").awaitLine("welcome cy");
    }

    private static String issue(FakeConnection server, String user) {
        int before = server.lines().size();
        server.say("issue " + user);
        Collector.soon(() -> assertThat(server.lines()).hasSizeGreaterThan(before));
        return server.lines().get(server.lines().size() - 1).substring("token ".length());
    }

    private void tick() {
        time.advance(Duration.ofSeconds(1));
        fake.settle();
    }

    private static int size(List<?> list) {
        synchronized (list) {
            return list.size();
        }
    }
}
