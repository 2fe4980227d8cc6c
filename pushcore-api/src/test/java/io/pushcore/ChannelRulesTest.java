package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ChannelRulesTest {
    private static final Duration BEFORE = Duration.ofSeconds(-1);

    @Test
    void eachMethodChangesOneThingInACopy() {
        ChannelRules rules = ChannelRules.keep(7)
                .forAtMost(Duration.ofDays(2))
                .atMostBytes(4096)
                .maxPayload(512)
                .ttl(Duration.ofMinutes(1))
                .mergeUpTo(100, Duration.ofSeconds(1))
                .latestOnly()
                .waitWhenReadersLag(Duration.ofSeconds(3))
                .durability(Durability.DISK)
                .rememberIdempotencyKeys(5, Duration.ofHours(1));
        assertThat(rules.keepCount()).isEqualTo(7);
        assertThat(rules.keepFor()).isEqualTo(Duration.ofDays(2));
        assertThat(rules.keepBytes()).isEqualTo(4096);
        assertThat(rules.maxPayloadBytes()).isEqualTo(512);
        assertThat(rules.ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(rules.mergeCount()).isEqualTo(100);
        assertThat(rules.mergeWithin()).isEqualTo(Duration.ofSeconds(1));
        assertThat(rules.isLatestOnly()).isTrue();
        assertThat(rules.isLive()).isFalse();
        assertThat(rules.lag()).isEqualTo(ChannelRules.Lag.WAIT);
        assertThat(rules.lagWait()).isEqualTo(Duration.ofSeconds(3));
        assertThat(rules.durability()).contains(Durability.DISK);
        assertThat(rules.idempotencyCount()).isEqualTo(5);
        assertThat(rules.gapWhenReadersLag().lag()).isEqualTo(ChannelRules.Lag.GAP);
        assertThat(ChannelRules.live().isLive()).isTrue();
        assertThat(ChannelRules.keep(1_000)).isEqualTo(ChannelRules.defaults());
    }

    @Test
    void whatDoesNotFitIsRefusedByTheNameOfTheOption() {
        refused("keep", () -> ChannelRules.keep(-1));
        refused("keepBytes", () -> ChannelRules.defaults().atMostBytes(0));
        refused("maxPayload", () -> ChannelRules.defaults().maxPayload(0));
        refused("forAtMost", () -> ChannelRules.defaults().forAtMost(BEFORE));
        refused("ttl", () -> ChannelRules.defaults().ttl(BEFORE));
        refused("mergeUpTo", () -> ChannelRules.defaults().mergeUpTo(-1, Duration.ZERO));
        refused("mergeUpTo", () -> ChannelRules.defaults().mergeUpTo(1, BEFORE));
        refused("whenReadersLag", () -> ChannelRules.defaults().waitWhenReadersLag(BEFORE));
        refused("idempotency", () -> ChannelRules.defaults().rememberIdempotencyKeys(-1, Duration.ZERO));
        refused("idempotency", () -> ChannelRules.defaults().rememberIdempotencyKeys(1, BEFORE));
    }

    @Test
    void theBuilderNamesTheOptionThatIsWrong() {
        refused("publishTimeout", () -> options(Limit.CHANNELS, 1, Duration.ZERO, Duration.ZERO));
        refused("publishTimeout", () -> options(Limit.CHANNELS, 1, BEFORE, Duration.ZERO));
        refused("publishWaits", () -> options(Limit.CHANNELS, 1, Duration.ofSeconds(1), BEFORE));
        for (Limit limit : Limit.values()) {
            refused(limit.toString(), () -> options(limit, 0));
            refused(limit.toString(), () -> options(limit, -1));
        }
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> Broker.builder().channels("a.>.b", ChannelRules.live()))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(ErrorCode.BAD_NAME));
    }

    @Test
    void theFirstPatternThatMatchesHolds() {
        BrokerOptions options = options(Limit.CHANNELS, 5);
        assertThat(options.tuning().rulesOf("chat.a").keepCount()).isEqualTo(1);
        assertThat(options.tuning().rulesOf("chat.b").keepCount()).isEqualTo(2);
        assertThat(options.tuning().rulesOf("news")).isEqualTo(ChannelRules.defaults());
        assertThat(options.tuning().limit(Limit.CHANNELS)).isEqualTo(5);
        assertThat(options.tuning().limit(Limit.CONNECTIONS)).isEqualTo(Limit.CONNECTIONS.byDefault());
    }

    private static BrokerOptions options(Limit limit, long value) {
        return options(limit, value, Duration.ofSeconds(30), Duration.ZERO);
    }

    private static BrokerOptions options(Limit limit, long value, Duration publishTimeout, Duration publishWaits) {
        Map<Pattern, ChannelRules> rules = new LinkedHashMap<>();
        rules.put(Pattern.of("chat.a"), ChannelRules.keep(1));
        rules.put(Pattern.of("chat.*"), ChannelRules.keep(2));
        rules.put(Pattern.of("chat.>"), ChannelRules.keep(3));
        return new BrokerOptions(
                new NoStorage(),
                Optional.empty(),
                Optional.empty(),
                "",
                List.of(),
                new Tuning(rules, ChannelRules.defaults(), ChannelRules.userLogs(), Map.of(limit, value)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                event -> {},
                WhenTooManySessions.END_OLDEST,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                publishTimeout,
                publishWaits);
    }

    private static void refused(String option, ThrowingCallable asked) {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(asked)
                .withMessageStartingWith(option + " must ")
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(ErrorCode.BAD_OPTION));
    }

    /** A storage that is only named. */
    private static final class NoStorage implements Storage {
        @Override
        public String name() {
            return "none";
        }
    }
}
