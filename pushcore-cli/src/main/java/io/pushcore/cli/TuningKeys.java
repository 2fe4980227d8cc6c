package io.pushcore.cli;

import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.Pattern;
import io.pushcore.PushCoreException;
import io.pushcore.Tuning;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rules of channels and the limits that a configuration file names, by {@code channels.PATTERN.KEY} and {@code limit.NAME}. */
final class TuningKeys {
    private static final String CHANNELS = "channels.";
    private static final String LIMIT = "limit.";

    private final ChannelRules defaultRules;
    /** In the order in which the file names them first. */
    private final Map<String, Map<RuleKey, ConfigFile.Entry>> patterns = new LinkedHashMap<>();

    private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);

    private TuningKeys(ChannelRules defaultRules) {
        this.defaultRules = defaultRules;
    }

    static boolean isOne(String key) {
        return key.startsWith(CHANNELS) || key.startsWith(LIMIT);
    }

    /** Checked as a whole; the rules of a pattern change the default ones. */
    static Tuning read(List<ConfigFile.Entry> entries, ChannelRules defaultRules) {
        TuningKeys keys = new TuningKeys(defaultRules);
        for (ConfigFile.Entry entry : entries) {
            if (entry.key().startsWith(LIMIT)) {
                keys.limit(entry);
            } else {
                keys.channels(entry);
            }
        }
        return keys.tuning();
    }

    /** Where the file speaks first of the pattern that a sentence begins with. */
    static Optional<String> place(List<ConfigFile.Entry> entries, String sentence) {
        return entries.stream()
                .filter(entry -> entry.key().startsWith(CHANNELS))
                .filter(entry -> sentence.startsWith(Tuning.option(Pattern.of(patternOf(entry)))))
                .map(ConfigFile.Entry::where)
                .findFirst();
    }

    private static String patternOf(ConfigFile.Entry entry) {
        return entry.key().substring(CHANNELS.length(), entry.key().lastIndexOf('.'));
    }

    private void limit(ConfigFile.Entry entry) {
        String name = entry.key().substring(LIMIT.length());
        for (Limit limit : Limit.values()) {
            if (limit.toString().equals(name)) {
                limits.put(limit, value(limit, entry));
                return;
            }
        }
        throw entry.unknown();
    }

    private static long value(Limit limit, ConfigFile.Entry entry) {
        boolean isSize = limit.name().contains("BYTES");
        String rule = "must be a whole number from 1 on" + (isSize ? ", which B, KiB, MiB or GiB may follow," : "")
                + " or off";
        try {
            boolean isOff = entry.value().equals("off");
            long value = isSize || isOff ? Amount.bytes(entry.value()) : Amount.count(entry.value());
            if (value > 0) {
                return value;
            }
        } catch (IllegalArgumentException unreadable) {
            throw entry.wrong(rule);
        }
        throw entry.wrong(rule);
    }

    private void channels(ConfigFile.Entry entry) {
        int dot = entry.key().lastIndexOf('.');
        RuleKey key = RuleKey.of(entry.key().substring(dot + 1)).orElseThrow(entry::unknown);
        if (dot < CHANNELS.length()) {
            throw entry.unknown();
        }
        patterns.computeIfAbsent(patternOf(entry), first -> new TreeMap<>()).put(key, entry);
    }

    private Tuning tuning() {
        Map<Pattern, ChannelRules> rules = new LinkedHashMap<>();
        patterns.forEach((pattern, keys) -> rules.put(pattern(pattern, keys), rules(keys)));
        return new Tuning(rules, defaultRules, ChannelRules.userLogs(), limits);
    }

    private static Pattern pattern(String text, Map<RuleKey, ConfigFile.Entry> keys) {
        try {
            return Pattern.of(text);
        } catch (PushCoreException wrong) {
            ConfigFile.Entry first = keys.values().iterator().next();
            throw CommandFailed.usage(first.where() + ": " + first.key() + ": " + wrong.sentence());
        }
    }

    private ChannelRules rules(Map<RuleKey, ConfigFile.Entry> keys) {
        ChannelRules rules = defaultRules;
        for (Map.Entry<RuleKey, ConfigFile.Entry> said : keys.entrySet()) {
            RuleKey key = said.getKey();
            try {
                rules = key.change(rules, said.getValue().value());
            } catch (PushCoreException | IllegalArgumentException | ArithmeticException wrong) {
                throw said.getValue().wrong(key.rule());
            }
        }
        return rules;
    }
}
