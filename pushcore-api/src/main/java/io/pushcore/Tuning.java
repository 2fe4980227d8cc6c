package io.pushcore;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What can change while a broker runs: rules of channels and limits. Immutable; begins with {@link #defaults()}, each further
 * method gives a changed copy. See {@link Broker#reload}.
 *
 * @param rules rules by pattern; where several match, the first one holds
 * @param defaultRules the rules of channels that no pattern matches
 * @param userLogs the rules of users' own logs, to which {@link Broker#push} appends
 * @param limits those that are not at their default
 */
public record Tuning(
        Map<Pattern, ChannelRules> rules, ChannelRules defaultRules, ChannelRules userLogs, Map<Limit, Long> limits) {
    public Tuning {
        if (userLogs.isLive()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "userLogs must keep a log");
        }
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        limits = Map.copyOf(limits);
        limits.forEach((limit, value) -> {
            if (value <= 0) {
                throw new PushCoreException(ErrorCode.BAD_OPTION, limit + " must be positive: " + value);
            }
        });
    }

    /** No patterns, {@link ChannelRules#defaults()}, every limit at its default. */
    public static Tuning defaults() {
        return new Tuning(Map.of(), ChannelRules.defaults(), ChannelRules.userLogs(), Map.of());
    }

    /** Rules for the channels of a pattern, behind those given before; a pattern that is there keeps its place. */
    public Tuning channels(String pattern, ChannelRules newRules) {
        Map<Pattern, ChannelRules> more = new LinkedHashMap<>(rules);
        more.put(Pattern.of(pattern), newRules);
        return new Tuning(more, defaultRules, userLogs, limits);
    }

    /** Rules for the channels that no pattern matches. */
    public Tuning channels(ChannelRules newRules) {
        return new Tuning(rules, newRules, userLogs, limits);
    }

    /** Rules for users' own logs. */
    public Tuning userLogs(ChannelRules newRules) {
        return new Tuning(rules, defaultRules, newRules, limits);
    }

    /** Sets one limit; {@link Limit#OFF} for none. */
    public Tuning limit(Limit limit, long value) {
        Map<Limit, Long> more = new EnumMap<>(Limit.class);
        more.putAll(limits);
        more.put(limit, value);
        return new Tuning(rules, defaultRules, userLogs, more);
    }

    /** The value of a limit. */
    public long limit(Limit limit) {
        return limits.getOrDefault(limit, limit.byDefault());
    }

    /** The rules of a channel: those of the first pattern that matches. */
    public ChannelRules rulesOf(String channel) {
        if (channel.startsWith("@")) {
            return userLogs;
        }
        for (Map.Entry<Pattern, ChannelRules> rule : rules.entrySet()) {
            if (rule.getKey().matches(channel)) {
                return rule.getValue();
            }
        }
        return defaultRules;
    }

    /** What a sentence calls the rules of a channel: {@code channels("chat.*")}, or the same without a pattern. */
    public String optionOf(String channel) {
        if (channel.startsWith("@")) {
            return "userLogs";
        }
        for (Pattern pattern : rules.keySet()) {
            if (pattern.matches(channel)) {
                return option(pattern);
            }
        }
        return "channels";
    }

    /** The same for a pattern. */
    public static String option(Pattern pattern) {
        return "channels(\"" + pattern + "\")";
    }
}
