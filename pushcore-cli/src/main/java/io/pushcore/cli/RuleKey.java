package io.pushcore.cli;

import io.pushcore.ChannelRules;
import io.pushcore.Durability;
import io.pushcore.ShortDuration;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a configuration file can say of the channels of a pattern, as {@code channels.PATTERN.KEY = VALUE}. */
enum RuleKey {
    /** Has no log; comes first, for the others change what it makes. */
    LIVE("true or false"),
    KEEP("a whole number"),
    KEEP_FOR("a duration such as 30d"),
    KEEP_BYTES("a size such as 64MiB, or off"),
    MAX_PAYLOAD("a size up to 1GiB"),
    TTL("a duration such as 10m"),
    LATEST_ONLY("true or false"),
    MERGE("like 100 within 50ms"),
    WHEN_READERS_LAG("gap, or like wait 5s"),
    DURABILITY("memory, os, disk or replicated"),
    IDEMPOTENCY("like 100000 for 10m"),
    PUBLISHES_PER_SECOND("a whole number from 1 on, or off");

    private final String rule;

    RuleKey(String rule) {
        this.rule = rule;
    }

    /** What a value must be. */
    String rule() {
        return "must be " + rule;
    }

    /** The word in the file, such as {@code keep-for}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<RuleKey> of(String word) {
        for (RuleKey key : values()) {
            if (key.word().equals(word)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** The rules with this one changed; fails with some exception where the text cannot be read. */
    ChannelRules change(ChannelRules rules, String text) {
        return switch (this) {
            case LIVE -> flag(text) ? live(rules) : rules;
            case KEEP -> keep(rules, Amount.count(text));
            case KEEP_FOR -> rules.forAtMost(ShortDuration.parse(text));
            case KEEP_BYTES -> rules.atMostBytes(Amount.bytes(text));
            case MAX_PAYLOAD -> rules.maxPayload(payload(text));
            case TTL -> rules.ttl(ShortDuration.parse(text));
            case LATEST_ONLY -> flag(text) ? rules.latestOnly() : rules;
            case MERGE -> {
                Matcher parts = matching("([0-9]{1,9}) +within +(\\S+)", text);
                yield rules.mergeUpTo(Integer.parseInt(parts.group(1)), ShortDuration.parse(parts.group(2)));
            }
            case WHEN_READERS_LAG -> {
                Matcher parts = matching("gap|wait +(\\S+)", text);
                yield text.equals("gap")
                        ? rules.gapWhenReadersLag()
                        : rules.waitWhenReadersLag(ShortDuration.parse(parts.group(1)));
            }
            case DURABILITY -> rules.durability(Durability.valueOf(text.toUpperCase(Locale.ROOT)));
            case IDEMPOTENCY -> {
                Matcher parts = matching("([0-9]{1,9}) +for +(\\S+)", text);
                Duration age = ShortDuration.parse(parts.group(2));
                yield rules.rememberIdempotencyKeys(Integer.parseInt(parts.group(1)), age);
            }
            case PUBLISHES_PER_SECOND -> text.equals("off") ? rules : rules.publishesPerSecond(Amount.count(text));
        };
    }

    private static ChannelRules live(ChannelRules rules) {
        return ChannelRules.live().maxPayload(rules.maxPayloadBytes()).waitWhenReadersLag(rules.lagWait());
    }

    private static ChannelRules keep(ChannelRules rules, long count) {
        return new ChannelRules(
                count,
                rules.keepBytes(),
                rules.keepFor(),
                rules.maxPayloadBytes(),
                rules.ttl(),
                rules.isLive(),
                rules.mergeCount(),
                rules.mergeWithin(),
                rules.isLatestOnly(),
                rules.lag(),
                rules.lagWait(),
                rules.durability(),
                rules.idempotencyFor(),
                rules.idempotencyCount(),
                rules.publishesPerSecond());
    }

    private static boolean flag(String text) {
        return matching("true|false", text).group().equals("true");
    }

    private static int payload(String text) {
        return Math.toIntExact(Amount.bytes(text));
    }

    private static Matcher matching(String form, String text) {
        Matcher matcher = Pattern.compile(form).matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return matcher;
    }
}
