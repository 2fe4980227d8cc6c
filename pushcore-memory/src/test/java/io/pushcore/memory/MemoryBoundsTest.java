package io.pushcore.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Head;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Retention;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryBoundsTest {
    private static final Retention KEEP_TEN =
            new Retention(10, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(10), 100);

    private final ManualTime time = ManualTime.create();
    private final Opened opened = Opened.of(MemoryStorage.create(), time);
    private final MemoryChannelLog log = (MemoryChannelLog) opened.log;

    @Test
    void whatExpiredIsFreedWithoutAnyCall() {
        WeakReference<Message> first = new WeakReference<>(opened.append("news", large().ttl(Duration.ofSeconds(2))));
        opened.append("news", Publication.of("stays"));
        assertThat(log.bytes()).isGreaterThan(1_000_000);
        time.advance(Duration.ofSeconds(4));
        assertThat(log.bytes()).isEqualTo("stays".length());
        assertFreed(first);
    }

    @Test
    void whatAgedIsFreedOnAnIdleChannel() {
        opened.append("news", large(), KEEP_TEN);
        time.advance(Duration.ofSeconds(62));
        assertThat(log.bytes()).isZero();
    }

    @Test
    void trimmedMessagesAreFreedAlsoTheLastOfAWriter() {
        WeakReference<Message> message = new WeakReference<>(opened.append("news", large()));
        log.trim("news", 1);
        assertThat(log.bytes()).isZero();
        assertFreed(message);
    }

    @Test
    void manyMessagesWithManyTimesToLiveAreFreedPieceByPiece() {
        for (int i = 0; i < 50_000; i++) {
            opened.append("channel" + i % 7, Publication.of("x").ttl(Duration.ofMillis(1 + i * 7919L % 5_000)));
        }
        time.advance(Duration.ofSeconds(10));
        assertThat(log.bytes()).isZero();
    }

    @Test
    void nothingGrowsWithTheNumberOfMessages() {
        Publication publication = Publication.of(Payload.of(new byte[100]))
                .ttl(Duration.ofDays(365))
                .sender("ann");
        long before = used();
        for (int i = 0; i < 1_000_000; i++) {
            opened.append("news", publication.idempotencyKey("k" + i), KEEP_TEN);
        }
        assertThat(used() - before).isLessThan(2 << 20);
    }

    @Test
    void idleHeadsAreForgottenUnderANewEpoch() {
        Opened small = Opened.of(new MemoryStorage(false, null, 100), time);
        Message before = small.append("channel0", Publication.of("x").ttl(Duration.ofSeconds(1)));
        for (int i = 1; i < 150; i++) {
            small.append("channel" + i, Publication.of("x").ttl(Duration.ofSeconds(1)));
        }
        small.append("kept", Publication.of("x"));
        time.advance(Duration.ofHours(23));
        assertThat(((MemoryChannelLog) small.log).held())
                .as("their writer may still repeat")
                .isEqualTo(151);
        time.advance(Duration.ofHours(2));
        assertThat(((MemoryChannelLog) small.log).held()).isEqualTo(51);
        assertThat(small.head("kept").epoch()).isEqualTo(before.position().epoch());
        Head forgotten = small.head("channel0");
        assertThat(forgotten.epoch()).isNotEqualTo(before.position().epoch());
        assertThat(forgotten.last()).isZero();
        assertThat(read(small, "channel0", before.position().plus(-1)))
                .as("a message lay behind it")
                .isInstanceOf(ReadResult.Gone.class);
        assertThat(small.append("channel0", Publication.of("y")).position().epoch())
                .isEqualTo(forgotten.epoch());
        assertThat(small.append("channel149", Publication.of("y")).position().epoch())
                .isEqualTo(before.position().epoch());
    }

    @Test
    void whoWaitsForAFirstMessageMissesNothingByHeadsThatAreForgotten() {
        Opened small = Opened.of(new MemoryStorage(false, null, 100), time);
        Position waiting = new Position(small.head("waited.for").epoch(), 0);
        small.append("begun", Publication.of("x"));
        forgetSome(small);
        assertThat(read(small, "waited.for", waiting)).isInstanceOf(ReadResult.Found.class);
        assertThat(small.append("waited.for", Publication.of("first"))
                        .position()
                        .epoch())
                .isNotEqualTo(waiting.epoch());
        forgetSome(small);
        assertThat(read(small, "waited.for", waiting))
                .isInstanceOfSatisfying(
                        ReadResult.Found.class,
                        found -> assertThat(found.messages()).hasSize(1));
        Position later = new Position(small.head("never").epoch(), 0);
        assertThat(read(small, "begun", later)).as("it began before").isInstanceOf(ReadResult.Gone.class);
        assertThat(read(small, "c0", waiting)).as("it was forgotten").isInstanceOf(ReadResult.Gone.class);
        small.log.delete("waited.for");
        assertThat(read(small, "waited.for", waiting)).isInstanceOf(ReadResult.Gone.class);
    }

    @Test
    void whoStoodAtTheEndOfAHeadThatIsForgottenMissesNothing() {
        Opened small = Opened.of(new MemoryStorage(false, null, 100), time);
        Position end = small.append("eldest", Publication.of("x").ttl(Duration.ofSeconds(1)))
                .position();
        forgetSome(small);
        assertThat(read(small, "eldest", end)).isInstanceOf(ReadResult.Found.class);
        assertThat(read(small, "eldest", end.plus(1))).isInstanceOf(ReadResult.Gone.class);
        assertThat(read(small, "never", end)).as("of another channel").isInstanceOf(ReadResult.Gone.class);
        Message next = small.append("eldest", Publication.of("y").ttl(Duration.ofSeconds(1)));
        assertThat(next.position().epoch()).isNotEqualTo(end.epoch());
        assertThat(read(small, "eldest", end))
                .isInstanceOfSatisfying(
                        ReadResult.Found.class,
                        found -> assertThat(found.messages()).containsExactly(next));
        forgetSome(small);
        assertThat(read(small, "eldest", end)).as("it misses the next").isInstanceOf(ReadResult.Gone.class);
    }

    /** Lets so many channels be idle for so long that the heads of the eldest are forgotten. */
    private void forgetSome(Opened small) {
        String before = small.head("never").epoch();
        for (int i = 0; i < 150; i++) {
            small.append("c" + i, Publication.of("x").ttl(Duration.ofSeconds(1)));
        }
        time.advance(Duration.ofHours(25));
        assertThat(small.head("never").epoch()).isNotEqualTo(before);
    }

    private static ReadResult read(Opened storage, String channel, Position from) {
        return storage.log
                .read(Read.after(channel, from, 10, 1_000))
                .toCompletableFuture()
                .join();
    }

    @Test
    void endedLeasesAreFreed() {
        LeaseStore leases = opened.storage.leaseStore().orElseThrow();
        for (int i = 0; i < 5_000; i++) {
            leases.put("k" + i, new byte[100], Duration.ofMillis(i));
        }
        time.advance(Duration.ofSeconds(20));
        assertThat(((MemoryLeases) leases).held()).isZero();
    }

    private static Publication large() {
        return Publication.of(Payload.of(new byte[1_000_000]));
    }

    private static void assertFreed(WeakReference<?> reference) {
        for (int i = 0; i < 50 && reference.get() != null; i++) {
            System.gc();
        }
        assertThat(reference.get()).isNull();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
