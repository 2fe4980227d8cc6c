package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What open, close, crash and delete promise. */
abstract class LifeRules extends StorageRules {
    /** No call that does not block takes this long. */
    private static final long CALL_MILLIS = 10_000;

    LifeRules() {}

    @Test
    @DisplayName("T60 calls before open and after close fail as closed")
    void callsOutsideOfOpenFail() {
        writer("w").append("news", "1");
        StorageBackend closed = backend();
        close();
        StorageBackend fresh = fixture().backend();
        for (StorageBackend backend : List.of(closed, fresh)) {
            for (Supplier<CompletionStage<?>> call : calls(backend)) {
                assertThat(faultOf(call.get())).isEqualTo(StorageException.Fault.CLOSED);
            }
        }
        await(closed.close());
    }

    @Test
    @DisplayName("T61 no call blocks its caller, also while the executor for blocking calls stands still")
    void noCallBlocksItsCaller() {
        writer("w").append("news", "1");
        withoutBlocking(() -> calls(backend()).stream().map(Supplier::get).toList());
        StorageBackend closing = backend();
        withoutBlocking(() -> List.of(closing.close()));
        StorageBackend opening = fixture().backend();
        withoutBlocking(() -> List.of(opening.open(context())));
        await(opening.close());
    }

    @Test
    @DisplayName("T62 a deleted channel is empty; written again it has another epoch and begins with 1")
    void aDeletedChannelBeginsAgain() {
        Writer writer = writer("w");
        List<Message> before = writer.appendCount("news", 5);
        writer.append("other", "1");
        await(log().delete("news"));
        assertThat(head("news").last()).isZero();
        assertThat(kept("news")).isEmpty();
        Message after = writer("v").append("news", "again");
        assertThat(after.offset()).isEqualTo(1);
        for (Message old : before) {
            assertThat(after.position().epoch()).isNotEqualTo(old.position().epoch());
            assertThat(asGone(read("news", old.position())).to())
                    .isEqualTo(after.position().plus(-1));
        }
        assertThat(read("news", before.get(0).position().plus(-1))).isInstanceOf(ReadResult.Gone.class);
        assertThat(keptTexts("other")).containsExactly("1");
        await(log().delete("never written"));
    }

    @Test
    @DisplayName("T63 a deleted channel's keys are forgotten, and changedSince tells of it")
    void aDeletedChannelForgetsItsKeys() {
        Publication keyed = Publication.of("x").idempotencyKey("k");
        writer("w").append("news", keyed);
        String token = await(log().changedSince("", 10)).next();
        await(log().delete("news"));
        assertThat(await(log().changedSince(token, 10)).heads())
                .extracting(Head::channel)
                .contains("news");
        assertThat(writer("v").append("news", keyed)).isInstanceOf(Appended.Stored.class);
    }

    @Test
    @DisplayName("T64 after a crash no position names another message than before it")
    void noPositionNamesAnotherMessageAfterACrash() {
        Set<String> given = new HashSet<>();
        for (int life = 1; life <= 4; life++) {
            Writer writer = writer("w" + life);
            for (String channel : List.of("news", "other", "once" + life)) {
                for (Message message : writer.appendCount(channel, 5)) {
                    assertThat(given.add(channel + " " + message.position()))
                            .as("first time: " + message)
                            .isTrue();
                }
            }
            crash();
            open();
        }
    }

    @Test
    @DisplayName("T65 after a crash a durable log is whole; of one in memory every position from before is gone")
    void crashByDurability() {
        List<Message> before = writer("w").appendCount("news", 5);
        Append repeated = writer("v").entry("news", Publication.of("6"));
        Appended first = await(log().append(List.of(repeated))).get(0);
        crash();
        open();
        if (backend().capabilities().durability() == Durability.MEMORY) {
            assertThat(head("news").last()).isZero();
            for (Message message : before) {
                assertThat(read("news", message.position())).isInstanceOf(ReadResult.Gone.class);
            }
            assertThat(writer("w2").append("news", "1").position().epoch())
                    .isNotEqualTo(before.get(0).position().epoch());
            assertThat(read("news", before.get(0).position())).isInstanceOf(ReadResult.Gone.class);
            return;
        }
        List<Message> all = new ArrayList<>(before);
        all.add(Writer.stored(first));
        assertThat(found("news", before.get(0).position().plus(-1)).messages()).isEqualTo(all);
        assertThat(await(log().append(List.of(repeated))).get(0)).isEqualTo(first);
        Message next = writer("w2").append("news", "7");
        assertThat(next.offset()).isEqualTo(7);
        assertThat(next.time()).isAfter(all.get(5).time());
    }

    @Test
    @DisplayName("T66 without space appends fail as full and change nothing; with space they go on")
    void fullChangesNothing() {
        writer("w").append("news", "1");
        StorageFixture.Space taken = fixture().fill().orElse(null);
        only(taken != null, "T66", "the fixture cannot fill the space");
        if (taken != null) {
            Append entry = writer("v").entry("news", Publication.of("2"));
            assertThat(faultOf(log().append(List.of(entry)))).isEqualTo(StorageException.Fault.FULL);
            assertThat(keptTexts("news")).containsExactly("1");
            taken.close();
            await(log().append(List.of(entry)));
            assertThat(keptTexts("news")).containsExactly("1", "2");
        }
    }

    @Test
    @DisplayName(
            "T67 opened again after a close, a log that survives goes on as it was; of one that does not every position is gone")
    void reopening() {
        Publication keyed = Publication.of("keyed")
                .idempotencyKey("k")
                .key("key")
                .header("a", "b")
                .sender("ann");
        Writer writer = writer("w").keep(keep(4));
        writer.appendCount("news", 5);
        writer.append("news", Publication.of("short").ttl(Duration.ofSeconds(30)));
        Message first = Writer.stored(writer.append("news", keyed));
        Append last = writer.entry("news", Publication.of("last"));
        Appended result = await(log().append(List.of(last))).get(0);
        List<Message> kept = kept("news");
        Head before = head("news");
        String unwritten = head("never written").epoch();
        close();
        time.advance(Duration.ofMinutes(1));
        open();
        if (head("news").last() == 0) {
            assertThat(read("news", first.position())).isInstanceOf(ReadResult.Gone.class);
            assertThat(head("never written").epoch()).isNotEqualTo(unwritten);
            return;
        }
        assertThat(head("news")).isEqualTo(before);
        assertThat(head("never written").epoch()).isEqualTo(unwritten);
        assertThat(kept("news"))
                .isEqualTo(kept.stream()
                        .filter(message -> !message.text().equals("short"))
                        .toList());
        assertThat(asGone(read("news", first.position().plus(-5))).to().offset())
                .isEqualTo(before.first() - 1);
        assertThat(await(log().append(List.of(last))).get(0)).isEqualTo(result);
        Writer next = writer("next").keep(keep(4));
        assertThat(next.append("news", keyed))
                .isInstanceOfSatisfying(
                        Appended.Repeated.class,
                        repeated -> assertThat(repeated.first()).isEqualTo(first));
        Message after = next.append("news", "after");
        assertThat(after.offset()).isEqualTo(before.last() + 1);
        assertThat(after.time()).isAfter(Writer.stored(result).time());
        assertThat(await(log().changedSince("", 10)).heads())
                .extracting(Head::channel)
                .contains("news");
    }

    @Test
    @DisplayName("T72 a position of an earlier epoch that still holds is understood, and told on in that of the head")
    void positionsOfEarlierEpochs() {
        Map<Position, Message> given = new LinkedHashMap<>();
        List<Position> heads = new ArrayList<>();
        for (int life = 1; life <= 3; life++) {
            heads.add(new Position(head("news").epoch(), head("news").last()));
            writer("w" + life).appendCount("news", 3).forEach(message -> given.put(message.position(), message));
            crash();
            open();
        }
        Head head = head("news");
        List<Position> positions = new ArrayList<>(heads);
        positions.addAll(given.keySet());
        Map<String, Long> ends = new HashMap<>();
        for (Position position : positions) {
            if (read("news", position) instanceof ReadResult.Found found) {
                assertThat(found.through().epoch()).isEqualTo(head.epoch());
                assertThat(found.head()).isEqualTo(new Position(head.epoch(), head.last()));
                assertThat(found.messages())
                        .as("after " + position)
                        .isEqualTo(given.values().stream()
                                .filter(message -> message.offset() > position.offset())
                                .toList());
                ends.merge(position.epoch(), position.offset(), Math::max);
            }
        }
        for (Position position : positions) {
            if (ends.containsKey(position.epoch()) && read("news", position) instanceof ReadResult.Gone gone) {
                assertThat(gone.to())
                        .as("after " + position)
                        .isEqualTo(new Position(head.epoch(), ends.get(position.epoch())));
                assertThat(gone.rest().messages())
                        .as("after " + position)
                        .allMatch(message -> message.offset() > gone.to().offset());
            }
        }
    }

    private List<Supplier<CompletionStage<?>>> calls(StorageBackend backend) {
        ChannelLog log = backend.channelLog();
        Position start = new Position("e", 0);
        List<Supplier<CompletionStage<?>>> calls = new ArrayList<>(List.of(
                () -> log.append(List.of(
                        new Writer(log, "caller", KEEP_ALL, Durability.MEMORY).entry("news", Publication.of("x")))),
                () -> log.read(Read.after("news", start, 10, 10)),
                () -> log.read(Read.before("news", start, 10, 10)),
                () -> log.positionAt("news", time.now()),
                () -> log.heads(List.of("news")),
                () -> log.changedSince("", 10),
                () -> log.trim("news", 1),
                () -> log.delete("news")));
        backend.leaseStore().ifPresent(leases -> calls.addAll(leaseCalls(leases)));
        backend.inboxStore().ifPresent(inboxes -> calls.addAll(InboxRules.calls(inboxes)));
        return calls;
    }

    private static List<Supplier<CompletionStage<?>>> leaseCalls(LeaseStore leases) {
        Duration ttl = Duration.ofSeconds(1);
        LeaseStore.Session session = new LeaseStore.Session("ann", "s", "", "k");
        return List.of(
                () -> leases.put("k", new byte[1], ttl),
                () -> leases.putIfAbsent("k", new byte[1], ttl),
                () -> leases.renew("k", ttl),
                () -> leases.get("k"),
                () -> leases.list("", "", 10),
                () -> InboxRules.unlessFenced(leases.openSession(session, 5, LeaseStore.WhenFull.REFUSE)),
                () -> leases.sessions("ann"),
                () -> leases.closeSession("ann", "s"),
                () -> leases.takeLost(10),
                () -> leases.take("k"));
    }

    /** Makes calls on a thread of its own while no blocking task runs, then lets them run and waits for the answers. */
    private void withoutBlocking(Supplier<List<? extends CompletionStage<?>>> calls) {
        List<CompletionStage<?>> pending = new ArrayList<>();
        blocking.freeze();
        Thread caller = new Thread(() -> pending.addAll(calls.get()));
        caller.setDaemon(true);
        caller.start();
        try {
            caller.join(CALL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(caller.isAlive())
                .as("a call blocks its caller: " + List.of(caller.getStackTrace()))
                .isFalse();
        blocking.thaw();
        pending.forEach(StorageRules::await);
    }
}
