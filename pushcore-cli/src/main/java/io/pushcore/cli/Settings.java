package io.pushcore.cli;

import io.pushcore.ChannelRules;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.ShortDuration;
import io.pushcore.Tuning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What was said about a broker: on the command line, else in the environment, else in the file, else the default. */
final class Settings {
    private final Map<Setting, Said> said = new EnumMap<>(Setting.class);
    /** What only a file can say: rules of channels and limits. */
    private final List<ConfigFile.Entry> tuningKeys = new ArrayList<>();

    private Settings() {}

    /**
     * Something said, and where.
     *
     * @param values more than one only where a setting can be repeated
     */
    private record Said(List<String> values, String where) {}

    static Settings of(Map<Setting, List<String>> commandLine, Map<String, String> environment) {
        Settings settings = new Settings();
        commandLine.forEach((setting, values) -> settings.said.put(setting, new Said(values, setting.option())));
        for (Setting setting : Setting.values()) {
            String value = environment.getOrDefault(setting.variable(), "");
            if (!value.isEmpty()) {
                settings.said.putIfAbsent(setting, new Said(split(setting, value), setting.variable()));
            }
        }
        if (settings.isSaid(Setting.CONFIG)) {
            settings.readFile(Path.of(settings.text(Setting.CONFIG)));
        }
        return settings;
    }

    boolean isSaid(Setting setting) {
        return said.containsKey(setting);
    }

    /** The value, or its default. */
    String text(Setting setting) {
        return isSaid(setting) ? texts(setting).get(0) : setting.byDefault();
    }

    /** All values of a setting that can be repeated. */
    List<String> texts(Setting setting) {
        Said all = said.get(setting);
        return all == null ? List.of() : all.values();
    }

    /** What holds for a setting, said or not. */
    List<String> effective(Setting setting) {
        return isSaid(setting) ? texts(setting) : List.of(setting.byDefault());
    }

    /** Rules and limits, with these for channels of which the file says nothing. */
    Tuning tuning(ChannelRules defaultRules) {
        return TuningKeys.read(tuningKeys, defaultRules);
    }

    /** A file; empty if none is named. */
    Optional<Path> file(Setting setting) {
        return Optional.of(text(setting)).filter(file -> !file.isEmpty()).map(Path::of);
    }

    /** A sentence about rules, with the place in the file where it says them. */
    String located(String sentence) {
        return TuningKeys.place(tuningKeys, sentence)
                .map(where -> where + ": " + sentence)
                .orElse(sentence);
    }

    boolean flag(Setting setting) {
        return switch (text(setting)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(setting, "must be true or false");
        };
    }

    /** A port; empty for off. */
    OptionalInt port(Setting setting) {
        String text = text(setting);
        if (text.equals("off")) {
            return OptionalInt.empty();
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw wrong(setting, "must be a port from 0 to 65535, or off");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    long count(Setting setting) {
        String digits = text(setting).replace(",", "").replace("_", "");
        if (!digits.matches("[0-9]{1,18}")) {
            throw wrong(setting, "must be a whole number");
        }
        return Long.parseLong(digits);
    }

    Duration duration(Setting setting) {
        try {
            return ShortDuration.parse(text(setting));
        } catch (PushCoreException e) {
            throw wrong(setting, "must be a number and one of ms, s, m, h, d");
        }
    }

    /** A number of bytes from 1 to {@code most}. */
    int bytes(Setting setting, int most) {
        long bytes = ByteSize.parse(text(setting));
        if (bytes < 1 || bytes > most) {
            throw wrong(setting, "must be from 1B to " + (most >> 20) + "MiB, a number and B, KiB, MiB or GiB");
        }
        return (int) bytes;
    }

    /** The failure that says what is wrong with a setting, and where it was said. */
    CommandFailed wrong(Setting setting, String rule) {
        // what may be a secret stays out of the sentence
        return failure(setting, setting.isSecret() ? rule : rule + ": " + Names.shown(text(setting)));
    }

    /** The same for one of several values. */
    CommandFailed wrong(Setting setting, String rule, String value) {
        return failure(setting, rule + ": " + Names.shown(value));
    }

    /** The same where the sentence says all, or the value must not be shown. */
    CommandFailed refused(Setting setting, String sentence) {
        return failure(setting, "was refused: " + sentence);
    }

    /** The failure that says which setting another one needs. */
    CommandFailed missing(Setting setting, Setting needed) {
        return failure(setting, "needs " + needed.option());
    }

    private CommandFailed failure(Setting setting, String sentence) {
        Said all = said.get(setting);
        String where = all == null || all.where().equals(setting.option()) ? "" : " (from " + all.where() + ")";
        return CommandFailed.usage(setting.option() + " " + sentence + where);
    }

    private void readFile(Path file) {
        for (ConfigFile.Entry entry : ConfigFile.read(file)) {
            if (TuningKeys.isOne(entry.key())) {
                tuningKeys.add(entry);
            } else {
                Setting setting = Setting.ofKey(entry.key()).orElseThrow(entry::unknown);
                said.putIfAbsent(setting, new Said(split(setting, entry.value()), entry.where()));
            }
        }
    }

    /** Where an option cannot be repeated, commas part its values. */
    private static List<String> split(Setting setting, String value) {
        return setting.isRepeatable() ? List.of(value.split(" *, *")) : List.of(value);
    }
}
