package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.InboxSession;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Page;
import io.pushcore.PendingMessages;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.PushResult;
import io.pushcore.Pushed;
import io.pushcore.ReadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("I1 to I9: inboxes in the process")
@Timeout(60)
class InboxTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ManualTime time = ManualTime.create();
    private Broker broker = Broker.builder()
            .time(time)
            .limit(Limit.UNACKNOWLEDGED_PER_INBOX, 100)
            .channels("short", ChannelRules.keep(5))
            .build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    @DisplayName("I1, I4: what was pushed to who was offline comes in order, numbered from 1")
    void offlineAndOnline() throws Exception {
        for (int i = 1; i <= 5; i++) {
            Pushed pushed = broker.push("anna", "m" + i).join();
            assertThat(pushed.online()).isFalse();
            assertThat(pushed.position().offset()).isEqualTo(i);
        }
        InboxSession anna = broker.inbox("anna").open().join();
        assertThat(anna.shownBefore()).isZero();
        assertThat(texts(take(anna, 5))).containsExactly("1 m1", "2 m2", "3 m3", "4 m4", "5 m5");
        assertThat(broker.push("anna", "m6").join().online()).isTrue();
        assertThat(texts(take(anna, 1))).containsExactly("6 m6");
        assertThat(anna.next(Duration.ZERO)).isEmpty();
    }

    @Test
    @DisplayName("I2, I3: what is not acknowledged comes again under its number, and what is does not")
    void redelivery() throws Exception {
        pushMany("anna", 10);
        InboxSession first = broker.inbox("anna").open().join();
        take(first, 10);
        first.ack(4).join();
        first.ackOnly(7).join();
        first.ack(2).join();
        first.close();
        InboxSession second = broker.inbox("anna").open().join();
        assertThat(second.shownBefore()).isEqualTo(10);
        List<InboxEvent> again = take(second, 5);
        assertThat(texts(again)).containsExactly("5 m5", "6 m6", "8 m8", "9 m9", "10 m10");
        assertThat(again).allMatch(event -> ((Delivery) event).redeliveries() > 0);
        second.ack(10).join();
        pushMany("anna", 1);
        assertThat(texts(take(second, 1))).containsExactly("11 m1");
    }

    @Test
    @DisplayName("I2: an ack of what was never shown is refused, one twice is one")
    void acksOutOfPlace() throws Exception {
        pushMany("anna", 3);
        InboxSession anna = broker.inbox("anna").open().join();
        refused(ErrorCode.BAD_REQUEST, () -> anna.ack(1).join());
        take(anna, 2);
        refused(ErrorCode.BAD_REQUEST, () -> anna.ack(4).join());
        refused(ErrorCode.BAD_REQUEST, () -> anna.ack(0).join());
        refused(ErrorCode.BAD_REQUEST, () -> anna.ack(Long.MIN_VALUE).join());
        anna.ack(2).join();
        anna.ack(2).join();
        anna.ackOnly(1).join();
    }

    @Test
    @DisplayName("I6: a second session takes over, the first is told and acknowledges nothing more")
    void takeover() throws Exception {
        pushMany("anna", 3);
        InboxSession first = broker.inbox("anna").open().join();
        take(first, 3);
        first.ack(1).join();
        InboxSession second = broker.inbox("anna").open().join();
        assertThat(first.next(SOON))
                .hasValueSatisfying(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                Closed.class,
                                closed -> assertThat(closed.reason()).isEqualTo(Closed.Reason.TAKEN_OVER)));
        assertThat(first.next(SOON)).isEmpty();
        refused(ErrorCode.CLOSED, () -> first.ack(3).join());
        assertThat(texts(take(second, 2))).containsExactly("2 m2", "3 m3");
    }

    @Test
    @DisplayName("I7: a follow takes effect where it says, online or not")
    void following() throws Exception {
        Channel team = broker.channel("team");
        team.publish("before").join();
        assertThat(team.follow("anna").join().offset()).isEqualTo(1);
        team.publish("offline").join();
        InboxSession anna = broker.inbox("anna").open().join();
        assertThat(texts(take(anna, 1))).containsExactly("1 offline");
        team.publish("online").join();
        assertThat(texts(take(anna, 1))).containsExactly("2 online");
        Channel late = broker.channel("late");
        late.publish("not for anna").join();
        late.follow("anna").join();
        late.publish("for anna").join();
        assertThat(texts(take(anna, 1))).containsExactly("3 for anna");
        assertThat(broker.inbox("anna").follows().join()).containsExactly("late", "team");
        assertThat(team.followers("", 10).join()).containsExactly("anna");
        assertThat(team.unfollow("anna").join()).isTrue();
        assertThat(team.unfollow("anna").join()).isFalse();
        team.publish("no more").join();
        broker.push("anna", "own").join();
        assertThat(texts(take(anna, 1))).containsExactly("4 own");
        anna.ack(4).join();
    }

    @Test
    @DisplayName("I8: each device has numbers of its own, and begins where the user's own log and follows begin")
    void devices() throws Exception {
        broker.channel("team").follow("anna").join();
        pushMany("anna", 2);
        broker.channel("team").publish("all").join();
        InboxSession phone = broker.inbox("anna", "phone").open().join();
        InboxSession desk = broker.inbox("anna", "desk").open().join();
        assertThat(texts(take(phone, 3))).containsExactlyInAnyOrder("1 m1", "2 m2", "3 all");
        phone.ack(3).join();
        assertThat(texts(take(desk, 3))).hasSize(3);
        phone.close();
        assertThat(broker.inbox("anna", "phone").pending(10).join().count()).isZero();
        assertThat(broker.inbox("anna", "desk").pending(10).join().count()).isEqualTo(3);
    }

    @Test
    @DisplayName("I5: with a full window nothing more is shown until something is acknowledged")
    void fullWindow() throws Exception {
        pushMany("anna", 250);
        InboxSession anna = broker.inbox("anna").open().join();
        assertThat(take(anna, 100)).hasSize(100);
        assertThat(anna.next(Duration.ofMillis(20))).isEmpty();
        anna.ack(30).join();
        assertThat(texts(take(anna, 30))).startsWith("101 m101").endsWith("130 m130");
        anna.ack(130).join();
        take(anna, 100);
        anna.ack(230).join();
        assertThat(texts(take(anna, 20))).endsWith("250 m250");
    }

    @Test
    @DisplayName("I8: what was trimmed is one gap under one number, which is acknowledged like a message")
    void trimmedIsAGap() throws Exception {
        Channel channel = broker.channel("short");
        channel.follow("anna").join();
        for (int i = 1; i <= 20; i++) {
            channel.publish("s" + i).join();
        }
        InboxSession anna = broker.inbox("anna").open().join();
        List<InboxEvent> events = take(anna, 6);
        assertThat(events.get(0)).isInstanceOfSatisfying(InboxGap.class, gap -> {
            assertThat(gap.seq()).isEqualTo(1);
            assertThat(gap.gap().from().offset()).isZero();
            assertThat(gap.gap().to().offset()).isEqualTo(15);
            assertThat(gap.reason()).isEqualTo(InboxGap.Reason.TRIMMED);
        });
        assertThat(texts(events.subList(1, 6))).containsExactly("2 s16", "3 s17", "4 s18", "5 s19", "6 s20");
        anna.close();
        InboxSession again = broker.inbox("anna").open().join();
        assertThat(take(again, 1).get(0)).isInstanceOf(InboxGap.class);
        again.ack(1).join();
        for (int i = 21; i <= 23; i++) {
            channel.publish("s" + i).join();
        }
        again.close();
        InboxSession third = broker.inbox("anna").open().join();
        events = take(third, 5);
        assertThat(events.subList(0, 3)).allMatch(InboxGap.class::isInstance);
        assertThat(texts(events.subList(3, 5))).containsExactly("5 s19", "6 s20");
    }

    @Test
    @DisplayName("I8: what expired after it was shown is a gap that says so")
    void expiredIsAGap() throws Exception {
        broker.push("anna", Publication.of("short").ttl(Duration.ofSeconds(10))).join();
        broker.push("anna", "long").join();
        InboxSession anna = broker.inbox("anna").open().join();
        take(anna, 2);
        anna.close();
        time.advance(Duration.ofSeconds(11));
        broker.push("anna", Publication.of("never seen").ttl(Duration.ofSeconds(1)))
                .join();
        time.advance(Duration.ofSeconds(2));
        InboxSession again = broker.inbox("anna").open().join();
        List<InboxEvent> events = take(again, 2);
        assertThat(events.get(0))
                .isInstanceOfSatisfying(
                        InboxGap.class, gap -> assertThat(gap.reason()).isEqualTo(InboxGap.Reason.EXPIRED));
        assertThat(texts(events.subList(1, 2))).containsExactly("2 long");
        assertThat(again.next(Duration.ofMillis(20))).isEmpty();
    }

    @Test
    @DisplayName("I1: listing numbers what delivery then carries, without a session")
    void pending() throws Exception {
        pushMany("anna", 30);
        PendingMessages pending = broker.inbox("anna").pending(20).join();
        assertThat(pending.count()).isEqualTo(30);
        assertThat(texts(pending.events())).hasSize(20).startsWith("1 m1").endsWith("20 m20");
        InboxSession anna = broker.inbox("anna").open().join();
        assertThat(texts(take(anna, 30))).startsWith("1 m1").endsWith("30 m30");
        anna.ack(25).join();
        assertThat(texts(broker.inbox("anna").pending(100).join().events()))
                .containsExactly("26 m26", "27 m27", "28 m28", "29 m29", "30 m30");
        assertThat(broker.inbox("nobody").pending(5).join()).isEqualTo(new PendingMessages(0, List.of()));
    }

    @Test
    @DisplayName("I9: what is for now only has no number, and nothing is left of it")
    void nowOrNever() throws Exception {
        assertThat(broker.pushIfOnline("anna", Publication.of("offline")).join())
                .isFalse();
        InboxSession anna = broker.inbox("anna").open().join();
        assertThat(anna.next(Duration.ZERO)).isEmpty();
        assertThat(broker.pushIfOnline("anna", Publication.of("now")).join()).isTrue();
        assertThat(texts(take(anna, 1))).containsExactly("0 now");
        broker.push("anna", "kept").join();
        assertThat(texts(take(anna, 1))).containsExactly("1 kept");
    }

    @Test
    @DisplayName("I13: read marks belong to the user's own log")
    void readMarks() {
        pushMany("anna", 20);
        var inbox = broker.inbox("anna");
        assertThat(inbox.unread().join()).isEqualTo(20);
        inbox.markRead(3, 5).join();
        inbox.markRead(20, 1_000).join();
        inbox.markRead(4, 4).join();
        assertThat(inbox.unread().join()).isEqualTo(16);
        ReadStates states = inbox.readStates(1, 20).join();
        assertThat(states.bits()).containsExactly(0b1000_0000, 0b0000_0001, 0b1100_0000);
        assertThat(states.isRead(20)).isTrue();
        assertThat(states.isRead(19)).isFalse();
        assertThat(states.isRead(5)).isTrue();
        assertThat(states.isRead(3)).isTrue();
        assertThat(states.isRead(2)).isFalse();
        Page page = inbox.read(18, 25).join();
        assertThat(page.messages()).extracting(message -> message.text()).containsExactly("m18", "m19", "m20");
        refused(ErrorCode.BAD_REQUEST, () -> inbox.readStates(0, 5).join());
        refused(ErrorCode.BAD_REQUEST, () -> inbox.read(5, 4).join());
    }

    @Test
    void pushToManySaysOfEachWhatBecameOfIt() {
        List<PushResult> results = broker.pushAll(List.of("anna", "with space", "bert"), Publication.of("hello"))
                .join();
        assertThat(results).extracting(PushResult::user).containsExactly("anna", "with space", "bert");
        assertThat(results.get(0).pushed()).isPresent();
        assertThat(results.get(1).failure().orElseThrow().code()).isEqualTo(ErrorCode.BAD_NAME);
        assertThat(results.get(2).pushed()).isPresent();
    }

    @Test
    void aHandlerThatThrowsIsShownTheMessageAgain() {
        pushMany("anna", 2);
        InboxSession anna = broker.inbox("anna").open().join();
        List<String> seen = new ArrayList<>();
        CompletableFuture<Void> all = new CompletableFuture<>();
        anna.read(delivery -> {
            synchronized (seen) {
                seen.add(delivery.seq() + " " + delivery.message().text());
                if (seen.size() == 1) {
                    throw new IllegalStateException("as the test says");
                }
                if (seen.size() == 3) {
                    all.complete(null);
                }
            }
        });
        await().atMost(SOON).until(() -> {
            time.advance(Duration.ofSeconds(1));
            return all.isDone();
        });
        assertThat(seen).containsExactlyInAnyOrder("1 m1", "2 m2", "1 m1");
        refused(ErrorCode.SECOND_READER, () -> anna.next(Duration.ZERO));
    }

    @Test
    void forgettingEndsTheSessionAndBeginsAnew() throws Exception {
        pushMany("anna", 3);
        broker.channel("team").follow("anna").join();
        InboxSession anna = broker.inbox("anna").open().join();
        take(anna, 3);
        anna.ack(3).join();
        broker.inbox("anna").forget().join();
        assertThat(anna.next(SOON).orElseThrow()).isInstanceOf(Closed.class);
        assertThat(broker.inbox("anna").follows().join()).isEmpty();
        InboxSession fresh = broker.inbox("anna").open().join();
        assertThat(texts(take(fresh, 3))).containsExactly("1 m1", "2 m2", "3 m3");
    }

    private void pushMany(String user, int count) {
        for (int i = 1; i <= count; i++) {
            broker.push(user, "m" + i).join();
        }
    }

    private static List<InboxEvent> take(InboxSession session, int count) throws InterruptedException {
        List<InboxEvent> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(session.next(SOON).orElseThrow(() -> new AssertionError("nothing came after " + events)));
        }
        return events;
    }

    private static List<String> texts(List<InboxEvent> events) {
        return events.stream()
                .map(event -> event instanceof Delivery delivery
                        ? delivery.seq() + " " + delivery.message().text()
                        : event.toString())
                .toList();
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).satisfies(thrown -> {
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            assertThat(cause)
                    .isInstanceOfSatisfying(
                            PushCoreException.class,
                            refused -> assertThat(refused.code()).isEqualTo(code));
        });
    }
}
