package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.ShortDuration;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;

/** What was said about a broker: on the command line, else in the environment, else in the file, else the default. */
final class Settings {
    private final Map<Setting, Said> said = new EnumMap<>(Setting.class);

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

    /** A file; empty if none is named. */
    Optional<Path> file(Setting setting) {
        return Optional.of(text(setting)).filter(file -> !file.isEmpty()).map(Path::of);
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
        return failure(setting, setting == Setting.APP ? rule : rule + ": " + Names.shown(text(setting)));
    }

    /** The same for one of several values. */
    CommandFailed wrong(Setting setting, String rule, String value) {
        return failure(setting, rule + ": " + Names.shown(value));
    }

    private CommandFailed failure(Setting setting, String sentence) {
        Said all = said.get(setting);
        String where = all == null || all.where().equals(setting.option()) ? "" : " (from " + all.where() + ")";
        return CommandFailed.usage(setting.option() + " " + sentence + where);
    }

    private void readFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw CommandFailed.usage("no such configuration file: " + file);
        } catch (IOException | IllegalArgumentException e) {
            throw CommandFailed.usage("configuration file " + file + " cannot be read: " + e.getMessage());
        }
        for (String key : properties.stringPropertyNames()) {
            Setting setting = Setting.ofKey(key)
                    .orElseThrow(() -> CommandFailed.usage("unknown key in " + file + ": " + Names.shown(key)));
            String value = properties.getProperty(key).strip();
            said.putIfAbsent(setting, new Said(split(setting, value), file.toString()));
        }
    }

    /** Where an option cannot be repeated, commas part its values. */
    private static List<String> split(Setting setting, String value) {
        return setting.isRepeatable() ? List.of(value.split(" *, *")) : List.of(value);
    }
}
