package io.pushcore.storage.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.storage.LeaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of {@code LeaseStore}; what each means stands in {@code docs/storage-rules.md}. */
public abstract class LeaseStoreContract extends SessionRules {
    private static final Duration TTL = Duration.ofSeconds(5);

    /** For the test that extends it. */
    protected LeaseStoreContract() {}

    @Override
    protected abstract StorageFixture newFixture();

    @BeforeEach
    void needsLeases() {
        only(backend().leaseStore().isPresent(), "T80 to T99", "no leases");
    }

    @Test
    @DisplayName("T80 a value is what was put last, byte by byte")
    void aValueIsWhatWasPut() {
        byte[] bytes = new byte[64 << 10];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        assertThat(await(leases().get("k"))).isEmpty();
        put("k", "first");
        await(leases().put("k", bytes, TTL));
        assertThat(await(leases().get("k")).orElseThrow()).isEqualTo(bytes);
        await(leases().put("k", new byte[0], TTL));
        assertThat(await(leases().get("k")).orElseThrow()).isEmpty();
    }

    @Test
    @DisplayName("T81 a value that was put, or is given, can be changed by its owner without changing what is kept")
    void valuesAreCopies() {
        byte[] value = {1};
        await(leases().put("k", value, TTL));
        value[0] = 2;
        await(leases().get("k")).orElseThrow()[0] = 3;
        await(leases().list("", "", 10)).get(0).value()[0] = 4;
        assertThat(await(leases().get("k")).orElseThrow()).containsExactly(1);
    }

    @Test
    @DisplayName("T82 after its time a value is gone for every call, swept or not")
    void aValueEnds() {
        put("k", "v");
        time.advance(TTL.minusNanos(1));
        assertThat(get("k")).contains("v");
        time.advance(Duration.ofNanos(1));
        assertThat(get("k")).isEmpty();
        assertThat(await(leases().take("k"))).isEmpty();
        assertThat(await(leases().renew("k", TTL))).isFalse();
        assertThat(await(leases().list("", "", 10))).isEmpty();
        assertThat(await(leases().putIfAbsent("k", bytes("w"), TTL))).isTrue();
        assertThat(get("k")).contains("w");
    }

    @Test
    @DisplayName("T83 renew gives a value a new time from now on, longer or shorter")
    void renewGivesANewTime() {
        put("k", "v");
        time.advance(Duration.ofSeconds(4));
        assertThat(await(leases().renew("k", TTL))).isTrue();
        time.advance(Duration.ofSeconds(4));
        assertThat(get("k")).contains("v");
        assertThat(await(leases().renew("k", Duration.ofMillis(1)))).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(get("k")).isEmpty();
        assertThat(await(leases().renew("never there", TTL))).isFalse();
    }

    @Test
    @DisplayName("T84 a step of the time of day neither ends nor prolongs a value")
    void aStepOfTheClockEndsNothing() {
        put("k", "v");
        time.stepClock(Duration.ofHours(1));
        assertThat(get("k")).contains("v");
        time.stepClock(Duration.ofHours(-2));
        time.advance(TTL);
        assertThat(get("k")).isEmpty();
    }

    @Test
    @DisplayName("T85 putIfAbsent leaves what is there; of many at once one wins")
    void putIfAbsentHasOneWinner() {
        AtomicInteger wins = new AtomicInteger();
        for (int round = 0; round < 20; round++) {
            String key = "k" + round;
            wins.set(0);
            inThreads(4, thread -> {
                if (await(leases().putIfAbsent(key, bytes("v" + thread), TTL))) {
                    wins.incrementAndGet();
                }
            });
            assertThat(wins).hasValue(1);
        }
        put("mine", "v");
        assertThat(await(leases().putIfAbsent("mine", bytes("other"), TTL))).isFalse();
        assertThat(get("mine")).contains("v");
    }

    @Test
    @DisplayName("T86 take gives and removes; of many at once one gets it")
    void takeHasOneWinner() {
        AtomicInteger wins = new AtomicInteger();
        for (int round = 0; round < 20; round++) {
            String key = "k" + round;
            put(key, "v");
            wins.set(0);
            inThreads(4, thread -> await(leases().take(key)).ifPresent(value -> wins.incrementAndGet()));
            assertThat(wins).hasValue(1);
            assertThat(get(key)).isEmpty();
        }
    }

    @Test
    @DisplayName("T87 list gives keys with a prefix, after a key, in the order of their bytes, in pages")
    void listIsInOrder() {
        List<String> keys = new ArrayList<>(List.of(
                "a/",
                "a/1",
                "a/10",
                "a/2",
                "a/\u00e4",
                "a/\uffff",
                "a/\ud83d\ude00",
                "a/'",
                "a/%",
                "a/_",
                "a/\\",
                "a/B"));
        for (String key : keys) {
            put(key, key);
        }
        put("a", "before");
        put("a0", "after");
        put("b/1", "other");
        keys.sort(Comparator.comparing(key -> key.getBytes(UTF_8), java.util.Arrays::compareUnsigned));
        assertThat(keys("a/", "", 100)).isEqualTo(keys);
        List<String> paged = new ArrayList<>();
        String after = "";
        for (List<String> page = keys("a/", after, 5); !page.isEmpty(); page = keys("a/", after, 5)) {
            assertThat(page).hasSizeLessThanOrEqualTo(5);
            paged.addAll(page);
            after = page.get(page.size() - 1);
        }
        assertThat(paged).isEqualTo(keys);
        assertThat(keys("", "", 100)).hasSize(keys.size() + 3);
        assertThat(keys("", "a/\ud83d\ude00", 100)).containsExactly("a0", "b/1");
        assertThat(keys("a/", "a/1x", 1)).containsExactly("a/2");
        assertThat(await(leases().list("b/", "", 10)).get(0).value()).isEqualTo(bytes("other"));
        assertThat(keys("none", "", 100)).isEmpty();
    }

    @Test
    @DisplayName("T88 keys are told apart by their bytes, up to 512 of them")
    void keysAreBytes() {
        List<String> keys = List.of(
                "k",
                "K",
                " ",
                "\u0000",
                "\u00e4",
                "a\u0308",
                "x".repeat(512),
                "x".repeat(511) + "y",
                "\ud83d\ude00".repeat(128));
        for (String key : keys) {
            put(key, "of " + key);
        }
        for (String key : keys) {
            assertThat(get(key)).contains("of " + key);
        }
    }

    @Test
    @DisplayName("T89 a very long time is a time")
    void aVeryLongTime() {
        await(leases().put("k", bytes("v"), Duration.ofSeconds(Long.MAX_VALUE)));
        time.advance(Duration.ofDays(1));
        assertThat(get("k")).contains("v");
    }

    @Test
    @DisplayName("T90 a key or a value beyond its bounds is refused and nothing is kept")
    void boundsAreKept() {
        byte[] small = bytes("v");
        for (String key : List.of("", "x".repeat(513), "\u00e4".repeat(257))) {
            assertRefused(leases().put(key, small, TTL));
            assertRefused(leases().putIfAbsent(key, small, TTL));
        }
        put("k", "before");
        byte[] large = new byte[(64 << 10) + 1];
        assertRefused(leases().put("k", large, TTL));
        assertRefused(leases().putIfAbsent("other", large, TTL));
        assertThat(keys("", "", 100)).containsExactly("k");
        assertThat(get("k")).contains("before");
    }

    private static void assertRefused(CompletionStage<?> call) {
        assertThatThrownBy(() -> await(call)).hasCauseInstanceOf(IllegalArgumentException.class);
    }

    private LeaseStore leases() {
        return backend().leaseStore().orElseThrow();
    }

    private void put(String key, String value) {
        await(leases().put(key, bytes(value), TTL));
    }

    private Optional<String> get(String key) {
        return await(leases().get(key)).map(value -> new String(value, UTF_8));
    }

    private List<String> keys(String prefix, String after, int limit) {
        return await(leases().list(prefix, after, limit)).stream()
                .map(LeaseStore.Entry::key)
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
