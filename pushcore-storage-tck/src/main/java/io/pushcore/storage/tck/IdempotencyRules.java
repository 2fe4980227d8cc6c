package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Retention;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What idempotency keys promise. */
abstract class IdempotencyRules extends StorageRules {
    private static final Publication KEYED =
            Publication.of("once").idempotencyKey("k").sender("ann");

    IdempotencyRules() {}

    @Test
    @DisplayName("T11 the same channel, sender, key and payload again is the first message again")
    void aRepeatGivesTheFirst() {
        Writer writer = writer("w");
        Message first = Writer.stored(writer.append("news", KEYED));
        writer.append("news", "between");
        assertRepeated(writer.append("news", KEYED), first);
        assertRepeated(writer("another").append("news", KEYED), first);
        assertThat(head("news").last()).isEqualTo(2);
    }

    @Test
    @DisplayName("T12 the same key with another payload or type is a mismatch and appends nothing")
    void anotherPayloadIsAMismatch() {
        Writer writer = writer("w");
        writer.append("news", KEYED);
        for (Payload other : List.of(
                Payload.of("twice"), Payload.of("oncd"), Payload.of(""), Payload.of(new byte[] {'o', 'n', 'c', 'e'}))) {
            Publication changed = new Publication(other, "", Duration.ZERO, "k", KEYED.headers(), "ann");
            assertThat(writer.append("news", changed)).isInstanceOf(Appended.Mismatched.class);
        }
        assertThat(keptTexts("news")).containsExactly("once");
    }

    @Test
    @DisplayName("T13 another channel, sender or key has its own memory, and no key none")
    void scopesAreApart() {
        Writer writer = writer("w");
        assertThat(writer.append("news", KEYED)).isInstanceOf(Appended.Stored.class);
        assertThat(writer.append("other", KEYED)).isInstanceOf(Appended.Stored.class);
        assertThat(writer.append("news", KEYED.sender("bob"))).isInstanceOf(Appended.Stored.class);
        assertThat(writer.append("news", KEYED.sender(""))).isInstanceOf(Appended.Stored.class);
        assertThat(writer.append("news", KEYED.idempotencyKey("K"))).isInstanceOf(Appended.Stored.class);
        assertThat(writer.append("news", KEYED.sender("an").idempotencyKey("nk")))
                .isInstanceOf(Appended.Stored.class);
        assertThat(writer.append("news", KEYED.idempotencyKey(""))).isInstanceOf(Appended.Stored.class);
        assertThat(writer.append("news", KEYED.idempotencyKey(""))).isInstanceOf(Appended.Stored.class);
    }

    @Test
    @DisplayName("T14 a key is remembered when its message is trimmed or has expired")
    void aKeyOutlivesItsMessage() {
        Writer writer = writer("w").keep(keep(1));
        Publication short1 = KEYED.ttl(Duration.ofSeconds(1));
        Message first = Writer.stored(writer.append("news", short1));
        writer.appendCount("news", 5);
        time.advance(Duration.ofMinutes(9));
        Appended again = writer.append("news", short1);
        assertThat(again).isInstanceOfSatisfying(Appended.Repeated.class, repeated -> {
            assertThat(repeated.first().position()).isEqualTo(first.position());
            assertThat(repeated.first().time()).isEqualTo(first.time());
        });
        assertThat(writer.append(
                        "news", new Publication(Payload.of("x"), "", Duration.ZERO, "k", KEYED.headers(), "ann")))
                .isInstanceOf(Appended.Mismatched.class);
    }

    @Test
    @DisplayName("T15 a key is forgotten after its age")
    void aKeyIsForgottenAfterItsAge() {
        Writer writer = writer("w");
        writer.append("news", KEYED);
        time.advance(KEEP_ALL.idempotencyAge());
        assertThat(writer.append("news", KEYED)).isInstanceOf(Appended.Stored.class);
    }

    @Test
    @DisplayName("T16 at least the newest so many keys are remembered")
    void theNewestKeysAreRemembered() {
        Retention three = new Retention(1_000, 1_000_000, Duration.ZERO, Duration.ofMinutes(10), 3);
        Writer writer = writer("w").keep(three);
        for (int i = 1; i <= 5; i++) {
            writer.append("news", KEYED.idempotencyKey("k" + i));
        }
        for (int i = 3; i <= 5; i++) {
            assertThat(writer.append("news", KEYED.idempotencyKey("k" + i))).isInstanceOf(Appended.Repeated.class);
        }
    }

    @Test
    @DisplayName("T17 of concurrent appends with one key one is stored and all others repeat it")
    void concurrentRepeatsAreOne() {
        ConcurrentLinkedQueue<Appended> results = new ConcurrentLinkedQueue<>();
        inThreads(8, thread -> {
            Writer writer = writer("w" + thread);
            Append entry = writer.entry("news", KEYED);
            results.addAll(writer.append(List.of(entry, writer.entry("news", KEYED))));
        });
        Message first = kept("news").get(0);
        assertThat(results).filteredOn(Appended.Stored.class::isInstance).hasSize(1);
        assertThat(results)
                .filteredOn(Appended.Repeated.class::isInstance)
                .hasSize(15)
                .allSatisfy(result -> assertRepeated(result, first));
        assertThat(head("news").last()).isEqualTo(1);
    }

    private static void assertRepeated(Appended appended, Message first) {
        assertThat(appended)
                .isInstanceOfSatisfying(
                        Appended.Repeated.class,
                        repeated -> assertThat(repeated.first()).isEqualTo(first));
    }
}
