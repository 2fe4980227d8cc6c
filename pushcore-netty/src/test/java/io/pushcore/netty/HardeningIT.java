package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What attackers and accidents bring to the line port: a class for each kind, a test for each rule. Where bytes come in a flood
 * is in {@link FloodIT}.
 */
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class HardeningIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** The token is the user's name, but for {@code wrong}. */
    private static final Authenticator BY_NAME =
            credentials -> credentials.token().equals("wrong")
                    ? CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "secret details"))
                    : CompletableFuture.completedFuture(Identity.of(credentials.token()));

    private final ManualTime time = ManualTime.create();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private LineBroker broker;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private LineBroker open(UnaryOperator<Broker.Builder> more) {
        broker = LineBroker.open(builder -> more.apply(builder.time(time)));
        opened.add(broker);
        return broker;
    }

    private LineBroker guarded(UnaryOperator<Broker.Builder> more) {
        return open(builder -> more.apply(builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll())));
    }

    private void awaitConnections(int count) {
        await().until(() -> broker.broker().stats().connections() == count);
    }

    @Nested
    class AllocationBeforeTrust {
        @Test
        void nothingIsAllocatedFromADeclaredLength() throws Exception {
            int declared = 16 << 20;
            open(builder -> builder.channels(ChannelRules.keep(10).maxPayload(declared)));
            UsedHeap heap = new UsedHeap();
            for (int i = 0; i < 50; i++) {
                broker.modern().say("pub c " + declared + "\nfirst bytes");
                broker.framed().say("\001\0\0\0pub c first bytes");
            }
            awaitConnections(100);
            heap.hasGrownByLessThan(declared);
        }

        @Test
        void beforeCredentialsALineHasFourKibibytes() throws Exception {
            guarded(builder -> builder);
            assertThat(broker.plain().say("x".repeat(4_097)).plain())
                    .isEqualTo("\1line must not be longer than 4096 bytes\n\2");
            assertThat(broker.modern().say("auth " + "x".repeat(4_092)).rest())
                    .startsWith("err 431 line must not be longer than 4096 bytes");
            assertThat(broker.framed().say("\0\0\020\001").framed())
                    .isEqualTo("frame must not be longer than 4096 bytes: 4097\n");
            LineClient known = broker.modern();
            assertThat(known.say("auth anna\n").line()).isEqualTo("ok");
            assertThat(known.say("pub c 5000\n" + "x".repeat(5_000) + "\n").line())
                    .startsWith("ok pub c ");
        }

        @Test
        void beforeCredentialsAConnectionHasTenSeconds() throws Exception {
            guarded(builder -> builder);
            LineClient silent = broker.modern();
            LineClient known = broker.modern();
            assertThat(known.say("auth anna\n").line()).isEqualTo("ok");
            time.advance(Duration.ofSeconds(9));
            assertThat(silent.say("ping\n").line()).isEqualTo("pong");
            time.advance(Duration.ofSeconds(2));
            assertThat(silent.rest()).isEqualTo("bye 408 no credentials came in time (authenticateWithinMillis)\n");
            assertThat(known.say("ping\n").line()).isEqualTo("pong");
        }

        @Test
        void connectionsWithoutCredentialsAreCapped() throws Exception {
            guarded(builder -> builder.limit(Limit.UNAUTHENTICATED_CONNECTIONS, 3));
            for (int i = 0; i < 3; i++) {
                broker.modern();
            }
            assertThat(broker.plain().rest())
                    .isEqualTo("\1too many connections without credentials (unauthenticatedConnections)\n\2");
        }
    }

    @Nested
    class RequestSmuggling {
        @ParameterizedTest
        @ValueSource(strings = {"99999999", "-1", "+5", "5x", "0x5", "99999999999999999999"})
        void whereFramingIsInDoubtNothingThatFollowsIsRun(String length) throws Exception {
            open(builder -> builder);
            LineClient client = broker.modern();
            client.say("pub c " + length + "\nhello\npub c 5\nhello\n");
            assertThat(client.rest()).matches("err 4(00|31) .*\n");
            client.close();
            awaitConnections(0);
            assertThat(broker.broker().stats().published()).isZero();
        }
    }

    @Nested
    class TinyFragments {
        @Test
        void aMessageMayComeByteByByte() throws Exception {
            open(builder -> builder);
            LineClient reader = broker.modern();
            assertThat(reader.say("sub c\n").line()).startsWith("ok sub c ");
            String text = "0123456789abcdef".repeat(4_096);
            LineClient writer = broker.modern();
            for (char one : ("pub c " + text.length() + "\n" + text + "\n").toCharArray()) {
                writer.say(String.valueOf(one));
            }
            assertThat(writer.line()).startsWith("ok pub c ");
            assertThat(reader.payload(reader.line())).isEqualTo(text);
        }
    }

    @Nested
    class HalfOpenAndHalfClosedConnections {
        @Test
        void whoIsGoneIsGoneAtOnceWithSubscriptionsToo() throws Exception {
            open(builder -> builder);
            LineClient client = broker.modern();
            assertThat(client.say("sub c\n").line()).startsWith("ok sub c ");
            client.close();
            await().until(() -> broker.broker().channel("c").presence().join().isEmpty());
            awaitConnections(0);
        }

        @Test
        void whatWasAskedIsAnsweredAfterAHalfClose() throws Exception {
            open(builder -> builder);
            broker.broker().channel("c").publish("kept").join();
            LineClient client = broker.modern();
            client.say("sub c since 0\nping\n").sayNoMore();
            assertThat(client.rest())
                    .startsWith("ok sub c ")
                    .contains("\nkept\n")
                    .contains("pong\n");
        }

        @Test
        void aResetAfterAHalfCloseLeavesNothing() throws Exception {
            open(builder -> builder);
            for (int i = 0; i < 100; i++) {
                LineClient client = broker.modern();
                assertThat(client.say("sub c\n").line()).startsWith("ok sub c ");
                client.sayNoMore();
                client.reset();
            }
            awaitConnections(0);
            assertThat(broker.broker().stats().subscriptions()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "hello 2\n", "hello 2\npub c 10\nabc", "su"})
        void whoSaysNoMoreForTwoMinutesIsClosed(String said) throws Exception {
            open(builder -> builder);
            LineClient silent = broker.plain().say(said);
            awaitConnections(1);
            String last = "";
            if (said.startsWith("hello")) {
                assertThat(silent.line()).isEqualTo("ok hello 2");
                last = "bye 408 ";
            }
            // what was said is read by now: the connection is asked once more
            await().until(() -> {
                time.advance(Duration.ofMinutes(1));
                return broker.broker().stats().connections() == 0;
            });
            assertThat(silent.rest()).contains(last).contains("nothing was said for too long (idleWithinMillis)");
        }
    }

    @Nested
    class SlowReaders {
        private static final int MESSAGES = 8_000;
        private final Payload payload = Payload.of("x".repeat(4_000));

        private Position standing(LineClient reader) throws Exception {
            String start = reader.say("sub c\n").line().substring("ok sub c ".length());
            for (int i = 0; i < MESSAGES; i++) {
                broker.broker().channel("c").publish(payload).join();
            }
            return Position.parse(start);
        }

        @Test
        void aReaderThatStandsIsAPositionAndABatch() throws Exception {
            open(builder -> builder.channels(ChannelRules.keep(10)).limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 1 << 20));
            UsedHeap heap = new UsedHeap();
            standing(broker.modern());
            heap.hasGrownByLessThan(8 << 20);
            assertThat(broker.broker().stats().tapeBytes()).isLessThan(1 << 20);
        }

        @Test
        void fiveMinutesWithoutProgressCloseItAndItsPositionSurvives() throws Exception {
            open(builder -> builder.channels(
                    ChannelRules.keep(MESSAGES).forAtMost(Duration.ZERO).atMostBytes(1 << 30)));
            Position start = standing(broker.modern());
            Instant before = time.now();
            await().until(() -> {
                time.advance(Duration.ofSeconds(10));
                return broker.broker().stats().subscriptions() == 0;
            });
            assertThat(Duration.between(before, time.now())).isGreaterThan(Duration.ofMinutes(5));
            LineClient again = broker.modern();
            again.say("sub c since " + start + "\n");
            assertThat(again.line()).isEqualTo("ok sub c " + start);
            for (int offset = 1; offset <= MESSAGES; offset++) {
                String line = again.line();
                assertThat(line).isEqualTo("msg c " + start.plus(offset) + " 4000");
                again.payload(line);
            }
        }
    }

    @Nested
    class ParserCrashes {
        private final TcpTransport brittle = TcpTransport.port(0, new BrittleDialect());

        private LineClient connect() throws Exception {
            LineClient client = new LineClient(brittle.port());
            opened.add(client);
            return client;
        }

        @Test
        void anExceptionInACodecClosesOneConnectionAndIsCounted() throws Exception {
            open(builder -> builder.transport(brittle));
            LineClient other = connect();
            assertThat(other.say("sub c\n").plain()).isEqualTo("\1SUBSCRIBED c\n\2");
            assertThat(connect().say("!").rest()).isEqualTo("\1the broker failed to read this\n\2");
            awaitConnections(1);
            assertThat(broker.broker().stats().errors()).containsEntry(ErrorCode.INTERNAL, 1L);
            assertThat(other.say("pub c x\n").plain(2)).containsExactlyInAnyOrder("\0x TIME\2", "\1PUBLISHED\n\2");
        }

        @Test
        @DisplayName("Log floods: one line for each cause and minute, with a count")
        void aThousandOfThemAreALineAMinute() throws Exception {
            open(builder -> builder.transport(brittle));
            String logged = Logged.during(() -> {
                for (int i = 0; i < 100; i++) {
                    assertThat(connect().say("!").rest()).contains("failed");
                }
                time.advance(Duration.ofMinutes(1));
                assertThat(connect().say("!").rest()).contains("failed");
            });
            assertThat(logged.lines().filter(line -> line.contains("a codec failed")))
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("(and 99 more like it since the last line)");
        }
    }

    @Nested
    class Guessing {
        @Test
        void aWrongTokenIsAlways401AndFiveCloseTheConnection() throws Exception {
            guarded(builder -> builder);
            LineClient client = broker.modern();
            for (int i = 0; i < 4; i++) {
                assertThat(client.say("auth wrong\n").line()).isEqualTo("err 401 credentials are wrong or missing");
            }
            assertThat(client.say("auth wrong\n").rest())
                    .contains("bye 401 too many wrong credentials (failedLoginsPerConnection)\n")
                    .doesNotContain("secret");
        }
    }

    @Nested
    class NamesOfChannelsAndUsers {
        @ParameterizedTest
        @ValueSource(strings = {"@anna", "$stats", "#anna", "a\001b", "a\177b", "a.>", "*", "a\302\240b"})
        void aNameThatBreaksTheRulesIsRefusedWithoutItsControlCharacters(String name) throws Exception {
            open(builder -> builder);
            LineClient client = broker.modern();
            for (String command : List.of("pub " + name + " 1\nx\n", "his " + name + " since 0\n")) {
                assertThat(client.say(command).line()).startsWith("err 422 ").doesNotContain("\1", "\177");
            }
            assertThat(broker.broker().stats().channels()).isZero();
        }

        @Test
        void aNameIsBytesAndNeitherAPathNorAPattern() throws Exception {
            open(builder -> builder);
            LineClient client = broker.modern();
            for (String name : List.of("../../etc/passwd", "a/../b", "b", "%s%n", "x${jndi:ldap://x}", "a*", "';--")) {
                assertThat(client.say("pub " + name + " " + name.length() + "\n" + name + "\n")
                                .line())
                        .endsWith(":1");
            }
            assertThat(client.say("pub " + "x".repeat(256) + " 1\nx\n").line()).startsWith("err 422 ");
            assertThat(client.say("setuuid " + "x".repeat(256) + "\n").line()).startsWith("err 422 ");
        }

        @Test
        void aPatternCostsAsMuchAsItIsLong() throws Exception {
            open(builder -> builder);
            LineClient client = broker.modern();
            String wild = "*.".repeat(126) + "b";
            String name = "a.".repeat(126);
            assertThat(client.say("sub " + wild + "\n").line()).startsWith("ok sub ");
            for (int i = 0; i < 100; i++) {
                broker.broker().channel(name + "a").publish("no").join();
            }
            broker.broker().channel(name + "b").publish("yes").join();
            assertThat(client.payload(client.line())).isEqualTo("yes");
        }
    }

    @Nested
    class Floods {
        @Test
        void connectionsAreCapped() throws Exception {
            open(builder -> builder.limit(Limit.CONNECTIONS, 2));
            LineClient first = broker.modern();
            broker.modern();
            assertThat(broker.plain().rest()).isEqualTo("\1no more than 2 connections\n\2");
            first.close();
            awaitConnections(1);
            broker.modern();
        }

        @Test
        void channelsAreCapped() throws Exception {
            open(builder -> builder.limit(Limit.CHANNELS, 3));
            LineClient client = broker.modern();
            for (int i = 0; i < 3; i++) {
                assertThat(client.say("sub c" + i + "\n").line()).startsWith("ok sub ");
            }
            assertThat(client.say("sub c3\n").line()).matches("err 429 .*\\bchannels\\b.*");
        }

        @Test
        void publishesThatTheStorageDoesNotTakeAreBoundedAndNoDeadlineRunsMeanwhile() throws Exception {
            int count = 1_000;
            HeldStorage storage = new HeldStorage();
            open(builder -> builder.storage(storage)
                    .channels(ChannelRules.keep(10))
                    .publishTimeout(Duration.ofHours(1))
                    .limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL, 1 << 20));
            UsedHeap heap = new UsedHeap();
            LineClient client = broker.modern();
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> publishing = Background.run(() -> {
                String publish = "pub c 32768\n" + "x".repeat(32_768) + "\n";
                while (sent.get() < count) {
                    client.say(publish);
                    sent.incrementAndGet();
                }
            });
            assertThat(Background.standing(sent::get)).isLessThan(count);
            assertThat(broker.broker().stats().inFlightBytes()).isLessThanOrEqualTo(1 << 20);
            heap.hasGrownByLessThan(8 << 20);
            time.advance(Duration.ofMinutes(10));
            assertThat(broker.modern().say("ping\n").line()).isEqualTo("pong");
            storage.letGo();
            for (int offset = 1; offset <= count; offset++) {
                assertThat(client.line()).startsWith("ok pub c ").endsWith(":" + offset);
            }
            publishing.join();
        }

        @Test
        void historiesAreReadOneAfterTheOther() throws Exception {
            int kept = 1_000;
            open(builder -> builder);
            Payload payload = Payload.of("x".repeat(1_000));
            for (int i = 0; i < kept; i++) {
                broker.broker().channel("c").publish(payload).join();
            }
            LineClient client = broker.modern();
            UsedHeap heap = new UsedHeap();
            int asked = 50;
            client.say("his c since 0 limit 10000\n".repeat(asked));
            for (int answer = 0; answer < asked; answer++) {
                for (int i = 0; i < kept; i++) {
                    client.payload(client.line());
                }
                assertThat(client.line()).startsWith("ok his c ").endsWith(":" + kept);
                if (answer % 10 == 0) {
                    heap.hasGrownByLessThan(8 << 20);
                }
            }
        }

        @Test
        void aChannelNobodyKeepsLeavesNoTrace() throws Exception {
            open(builder -> builder);
            LineClient client = broker.modern();
            for (int i = 0; i < 500; i++) {
                assertThat(client.say("sub c" + i + "\nhis h" + i + " since 0\n")
                                .line())
                        .startsWith("ok sub ");
                assertThat(client.line()).startsWith("ok his ");
            }
            client.close();
            awaitConnections(0);
            await().until(() -> {
                time.advance(Duration.ofSeconds(15));
                return broker.broker().stats().channels() == 0;
            });
        }
    }

    @Nested
    class BorrowedIdentities {
        @Test
        void theSenderIsWhoShowedCredentials() throws Exception {
            guarded(builder -> builder);
            LineClient client = broker.modern();
            assertThat(client.say("auth anna\n").line()).isEqualTo("ok");
            assertThat(client.say("setuuid bert\n").line()).startsWith("err 4");
            assertThat(client.say("pub c key=sender 16\n{\"sender\":\"bert\"}\n")
                            .line())
                    .startsWith("ok pub ");
            List<Message> kept = broker.broker()
                    .channel("c")
                    .history(History.earliest())
                    .join()
                    .messages();
            assertThat(kept).extracting(Message::sender).containsExactly("anna");
        }

        @Test
        void anothersInboxIsReachedByNoCommand() throws Exception {
            guarded(builder -> builder);
            LineClient client = broker.modern();
            assertThat(client.say("auth anna\n").line()).isEqualTo("ok");
            for (String command : List.of("sub @bert\n", "pub @bert 1\nx\n", "his @bert since 0\n", "unsub @bert\n")) {
                assertThat(client.say(command).line()).as(command).doesNotStartWith("msg");
            }
            assertThat(client.say("sub >\n").line()).startsWith("ok sub ");
            broker.broker().channel("@bert").publish("private").join();
            assertThat(client.say("ping\n").line()).isEqualTo("pong");
        }
    }

    @Nested
    class Numbers {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "sub c since -1",
                    "sub c since 9223372036854775808",
                    "sub c since 1e3",
                    "sub c since NaN",
                    "sub c since 0x10",
                    "sub c since e:-1",
                    "sub c since e:9223372036854775808",
                    "sub c since 99999999999999999999d",
                    "sub c since 9999-99-99T00:00:00Z",
                    "his c since 0 limit -1",
                    "his c since 0 limit 1.5",
                    "his c since 0 limit 99999999999999999999",
                    "pub c ttl=-1s 0",
                    "pub c ttl=99999999999999999999d 0"
                })
        void aNumberThatIsNoneIsRefusedAndTheConnectionGoesOn(String command) throws Exception {
            open(builder -> builder);
            LineClient client = broker.modern();
            assertThat(client.say(command + "\n").line()).startsWith("err 400 ");
            assertThat(client.say("\nping\n").line()).isEqualTo("pong");
        }

        @Test
        void theLargestOffsetIsBeyondTheHead() throws Exception {
            open(builder -> builder);
            Position head = broker.broker().channel("c").publish("one").join().position();
            LineClient client = broker.modern();
            String largest = head.epoch() + ":" + Long.MAX_VALUE;
            assertThat(client.say("sub c since " + largest + "\n").line()).startsWith("ok sub c ");
            assertThat(client.line()).isEqualTo("gap c " + largest + " " + head.plus(-1));
            assertThat(client.payload(client.line())).isEqualTo("one");
        }
    }

    @Nested
    class Clocks {
        @Test
        void timesOfAChannelRiseWhenTheClockStepsBack() throws Exception {
            open(builder -> builder);
            LineClient client = broker.plain();
            for (String text : List.of("one", "two", "three")) {
                assertThat(client.say("pub c " + text + "\n").plain()).isEqualTo("\1PUBLISHED\n\2");
                time.stepClock(Duration.ofHours(-1));
            }
            long first = Instant.parse("2030-01-01T00:00:00Z").getEpochSecond() * 1_000_000_000L;
            assertThat(client.say("his c 0\n").plain())
                    .containsSubsequence("\"ts\":" + first, "\"ts\":" + (first + 1), "\"ts\":" + (first + 2));
        }

        @Test
        void deadlinesAreIntervals() throws Exception {
            guarded(builder -> builder);
            LineClient client = broker.modern();
            time.stepClock(Duration.ofDays(365));
            time.advance(Duration.ofSeconds(9));
            assertThat(client.say("ping\n").line()).isEqualTo("pong");
            time.stepClock(Duration.ofDays(-730));
            time.advance(SECOND.plusSeconds(1));
            assertThat(client.rest()).startsWith("bye 408 ");
        }
    }
}
