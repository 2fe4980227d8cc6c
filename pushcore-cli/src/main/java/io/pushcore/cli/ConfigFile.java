package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Names;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A properties file in its order, each entry with its line; a key stands there once. */
final class ConfigFile {
    private ConfigFile() {}

    /**
     * A key and its value.
     *
     * @param where the file and the line
     */
    record Entry(String key, String value, String where) {
        /** The failure that says what is wrong with it. */
        CommandFailed wrong(String rule) {
            return CommandFailed.usage(where + ": " + key + " " + rule + ": " + Names.shown(value));
        }

        CommandFailed unknown() {
            return CommandFailed.usage("unknown key in " + where + ": " + Names.shown(key));
        }
    }

    static List<Entry> read(Path file) {
        try {
            return entries(file, Files.readAllLines(file, UTF_8));
        } catch (NoSuchFileException e) {
            throw CommandFailed.usage("no such configuration file: " + file);
        } catch (IOException | IllegalArgumentException e) {
            throw CommandFailed.usage("configuration file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static List<Entry> entries(Path file, List<String> lines) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String where = file + ", line " + (i + 1);
            StringBuilder logical = new StringBuilder(lines.get(i));
            while (goesOn(logical, lines.get(i)) && i + 1 < lines.size()) {
                i++;
                logical.append('\n').append(lines.get(i));
            }
            // one entry at a time: a whole file has neither an order nor lines
            Properties one = new Properties();
            one.load(new StringReader(logical.toString()));
            for (String key : one.stringPropertyNames()) {
                String before = seen.putIfAbsent(key, where);
                if (before != null) {
                    throw CommandFailed.usage(where + ": " + Names.shown(key) + " stands there already: " + before);
                }
                entries.add(new Entry(key, one.getProperty(key).strip(), where));
            }
        }
        return entries;
    }

    /** Whether the next line belongs to the same entry, by an odd number of backslashes at the end; a comment never goes on. */
    private static boolean goesOn(CharSequence begun, String last) {
        String first = begun.toString().stripLeading();
        if (first.startsWith("#") || first.startsWith("!")) {
            return false;
        }
        int backslashes = 0;
        while (backslashes < last.length() && last.charAt(last.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
